//! Who may use which operation (T25): the reviewed table, the document and the running house agree.

mod gate;
mod objects;
mod roles;
mod table;
