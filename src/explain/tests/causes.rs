//! Tests of src/explain/causes.rs.
