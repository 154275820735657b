//! Tests of src/explain/secrets.rs.
