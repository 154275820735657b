//! Tests of src/explain/bodies.rs.
