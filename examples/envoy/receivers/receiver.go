package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		// Nobody outside can set it. Without it, nothing was verified.
		id := request.Header.Get("X-Hookproof-Id")
		var event struct{ Type string }
		if id == "" || json.NewDecoder(request.Body).Decode(&event) != nil {
			response.WriteHeader(http.StatusUnauthorized)
			return
		}
		// Claim the id in your database first: a webhook may come twice.
		log.Printf("%s: %s", id, event.Type)
		response.WriteHeader(http.StatusNoContent)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	// On the loopback alone, so that only the gateway reaches it.
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
