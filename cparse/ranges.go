package cparse

import "sort"

// ranges are sorted and disjoint.
type ranges []Range

// merge sorts ranges and joins those that touch.
func merge(all []Range) ranges {
	sort.Slice(all, func(a, b int) bool {
		if all[a].Start != all[b].Start {
			return all[a].Start < all[b].Start
		}
		return all[a].End < all[b].End
	})
	var out ranges
	for _, r := range all {
		if n := len(out); n > 0 && r.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, r.End)
			continue
		}
		out = append(out, r)
	}
	return out
}

// rangesOf merges the bodies of the conditional branches that want selects.
func rangesOf(conds []Cond, want func(*Cond) bool) ranges {
	var all []Range
	for i := range conds {
		if want(&conds[i]) {
			all = append(all, Range{conds[i].Start, conds[i].End})
		}
	}
	return merge(all)
}

func (rs ranges) contain(off int) bool {
	i := sort.Search(len(rs), func(i int) bool { return rs[i].End > off })
	return i < len(rs) && rs[i].Start <= off
}
