using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "@DATE@",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "hookproof.wasm", wasm = embed "hookproof.wasm"),
  ],
);
