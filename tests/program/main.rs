//! The built program, driven as its users drive it. One test binary: thirty took five minutes longer to compile and link.

mod basics;
mod canaries;
mod canaries_osigu;
mod compare;
mod coverage;
mod doctor;
mod drift;
mod false_green;
mod honest;
mod ideon_remote;
mod interrupt;
mod judging;
mod layering;
mod manual;
mod null_servers;
mod osigu;
mod receiver;
mod receiver_defects;
mod recipes;
mod replay;
mod reports;
mod safety;
mod serve;
#[path = "../support/mod.rs"]
mod support;
mod waivers;
