//! Tests of src/explain/trial.rs.
