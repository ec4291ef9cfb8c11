package client

import (
	"math"
	"testing"
)

func TestAPageReportsTheRateLimit(t *testing.T) {
	tests := []struct {
		name    string
		headers map[string]string
		want    Budget
	}{
		{"as recorded", map[string]string{"X-RateLimit-Limit": "20000", "X-RateLimit-Remaining": "19998", "X-RateLimit-Limit-For-App": "1"}, Budget{20000, 19998, true}},
		{"the older spelling", map[string]string{"X-Rate-Limit": " 500", "X-Rate-Limit-Remaining": "0"}, Budget{500, 0, true}},
		{"both spellings", map[string]string{"X-RateLimit-Limit": "20", "X-Rate-Limit": "500", "X-Rate-Limit-Remaining": "7"}, Budget{20, 7, true}},
		{"none", nil, Budget{}},
		{"half", map[string]string{"X-RateLimit-Limit": "20000"}, Budget{}},
		{"no limit at all", map[string]string{"X-RateLimit-Limit": "0", "X-RateLimit-Remaining": "0"}, Budget{}},
		{"words", map[string]string{"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "3"}, Budget{}},
		{"negative", map[string]string{"X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "-1"}, Budget{}},
		{"more than an int holds", map[string]string{"X-RateLimit-Limit": "9223372036854775807", "X-RateLimit-Remaining": "5"}, Budget{math.MaxInt32, 5, true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t,
				exchange{want: "GET /users?perPage=100&page=1", hint: tt.headers, answer: listed(userJSON("ann"))},
				exchange{want: "GET /users/ann/blockedusers?perPage=100&page=1", hint: tt.headers, answer: listed(userJSON("bob"))},
			)
			c := s.client(adminAnn)
			p, err := c.ListUsers(t.Context(), ListOptions{})
			if err != nil || p.Budget != tt.want {
				t.Errorf("users: got %+v, %v, want %+v", p.Budget, err, tt.want)
			}
			if p, err = c.ListBlocked(t.Context(), 0, 0); err != nil || p.Budget != tt.want {
				t.Errorf("blocked: got %+v, %v, want %+v", p.Budget, err, tt.want)
			}
		})
	}
}
