package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// cancelling makes requests that can be taken back, each in its turn. The library's own
// handler takes the number of a request for a floating one and gives none up.
func cancelling(h jsonrpc2.Handler) jsonrpc2.Handler {
	h, cancel := jsonrpc2.CancelHandler(jsonrpc2.AsyncHandler(jsonrpc2.ReplyHandler(h)))
	return func(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
		if req.Method() == protocol.MethodCancelRequest {
			if id, ok := requestID(req.Params()); ok {
				cancel(id)
			}
			return reply(ctx, nil, nil)
		}
		return h(ctx, func(ctx context.Context, result any, err error) error {
			if _, call := req.(*jsonrpc2.Call); call && ctx.Err() != nil {
				result, err = nil, protocol.ErrRequestCancelled
			}
			return reply(context.WithoutCancel(ctx), result, err)
		}, req)
	}
}

// requestID is the request that is taken back, by its number or its name.
func requestID(params json.RawMessage) (jsonrpc2.ID, bool) {
	var p struct {
		ID json.RawMessage `json:"id"`
	}
	var n int32
	var s string
	switch {
	case json.Unmarshal(params, &p) != nil || len(p.ID) == 0 || string(p.ID) == "null":
	case json.Unmarshal(p.ID, &n) == nil:
		return jsonrpc2.NewNumberID(n), true
	case json.Unmarshal(p.ID, &s) == nil:
		return jsonrpc2.NewStringID(s), true
	}
	return jsonrpc2.ID{}, false
}
