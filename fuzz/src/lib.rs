//! What the fuzz targets share: how an input becomes a webhook, and what has to come of it.

pub mod delivery;
pub mod fields;
pub mod judge;
pub mod pool;
pub mod reference;
