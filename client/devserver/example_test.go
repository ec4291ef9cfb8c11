package devserver_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"census/client/devserver"
)

// A server is an http.Handler that any test can start.
func ExampleNew() {
	server, err := devserver.New(devserver.Options{Users: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Close() }()
	app := httptest.NewServer(server)
	defer app.Close()

	request, _ := http.NewRequest("PUT", app.URL+"/v3/users/cometchat-uid-1", strings.NewReader(`{"name":"Andy"}`))
	request.Header.Set("apikey", server.Facts().APIKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(response.Body)
	fmt.Println(response.Status, strings.Contains(string(text), `"name":"Andy"`))
	// Output: 200 OK true
}

// Without a port, the client reaches the server under any host name.
func ExampleServer_Transport() {
	server, err := devserver.New(devserver.Options{Users: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Close() }()
	client := &http.Client{Transport: server.Transport()}

	response, err := client.Get("http://local/v3/users")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(response.Body)
	fmt.Println(response.Status, strings.Contains(string(text), "AUTH_ERR_EMPTY_APIKEY"))
	// Output: 401 Unauthorized true
}

// A test of a client that must survive a bad network: one request in five loses
// its connection, one in ten is told to slow down. The same seed and the same
// requests produce the same faults in every run.
func ExampleOptions() {
	server, err := devserver.New(devserver.Options{
		Users: 20,
		Seed:  2,
		Faults: []devserver.Fault{
			{Kind: devserver.FaultDrop, Share: 0.2},
			{Kind: devserver.FaultStatus, Status: http.StatusTooManyRequests, Share: 0.1},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Close() }()
	client := &http.Client{Transport: server.Transport()}

	met := map[string]int{}
	for range 100 {
		request, _ := http.NewRequest("GET", "http://local/v3/users", nil)
		request.Header.Set("apikey", server.Facts().APIKey)
		response, err := client.Do(request)
		if err != nil {
			met["cut"]++
			continue
		}
		_ = response.Body.Close()
		met[response.Status]++
	}
	fmt.Println(met)
	// Output: map[200 OK:66 429 Too Many Requests:10 cut:24]
}
