// Go wants one in a package that declares functions without a body: see heap.go.
