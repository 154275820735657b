//! Tests of src/explain/json.rs.
