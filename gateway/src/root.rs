//! What the host loads: reads the configuration, and makes a filter for each request.

use core::cell::Cell;
use std::rc::Rc;

use proxy_wasm::{
    traits::{Context, HttpContext, RootContext},
    types::{BufferType, ContextType, LogLevel},
};

use crate::{
    config::Config,
    environment,
    filter::Filter,
    report::{Counters, log},
};

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { loaded: None }));
}}

/// What all requests share.
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) counters: Counters,
    /// How many bytes of bodies the filter itself holds.
    pub(crate) held_bytes: Cell<u64>,
}

struct Root {
    /// Nothing until a configuration has been read. Without one every request is refused.
    loaded: Option<Rc<Loaded>>,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, size: usize) -> bool {
        let text = proxy_wasm::hostcalls::get_buffer(BufferType::PluginConfiguration, 0, size);
        let text = text.ok().flatten().unwrap_or_default();
        match Config::read(&text, &environment::variable) {
            Ok(config) => {
                self.loaded = Some(Rc::new(Loaded {
                    config,
                    counters: Counters::new(),
                    held_bytes: Cell::new(0),
                }));
                true
            }
            Err(message) => {
                log(LogLevel::Error, &format!("hookproof: {message}"));
                false
            }
        }
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Filter::new(self.loaded.clone())))
    }
}
