package model

import "testing"

func TestClaimFor(t *testing.T) {
	for _, c := range []struct {
		versions, version string
		want              claim
	}{
		{"all", "6.1", claimsThere}, {"all", "7.0", claimsThere},
		{"6.1", "6.12", claimsGone}, {"6.12", "6.12", claimsThere}, {"6.12", "7.0", claimsNothing},
		{"newer", "7.0", claimsNothing}, {"older", "6.1", claimsNothing},
		{"7.0+", "6.12", claimsGone}, {"7.0+", "7.0", claimsThere}, {"7.0+", "7.3", claimsThere}, {"6.18+", "6.9", claimsGone},
		{"-6.12", "6.12", claimsThere}, {"-6.12", "6.13", claimsGone},
		{"6.13-6.17", "6.12", claimsGone}, {"6.13-6.17", "6.17", claimsThere}, {"6.13-6.17", "7.0", claimsGone},
		{"7.0+", "", claimsNothing},
	} {
		if got := claimFor(c.versions, c.version); got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.versions, c.version, got, c.want)
		}
	}
	for _, bad := range []string{"7+", "+", "-", "6.x+", "6.17-6.13", "6.1-", "6.1 +", "-1.2+"} {
		if p, ok := parseSpan(bad); ok {
			t.Errorf("%q: %v", bad, p)
		}
	}
}
