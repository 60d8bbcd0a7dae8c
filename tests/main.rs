//! All native tests in one binary, because linking a binary for each file took longer than running the
//! tests.
//!
//! Each file or folder of tests is a module. [`all_files_are_modules`] fails if one is missing.

mod support;

// The fuzz targets import `fuzz_target` from libfuzzer-sys: here they get that of `fuzz_targets.rs`.
extern crate self as libfuzzer_sys;
pub(crate) use fuzz_targets::fuzz_target;

#[global_allocator]
static ALLOCATOR: support::steps::Counting = support::steps::Counting;

mod archives;
mod as_packaging;
mod as_pip;
mod as_sam;
mod as_uv;
mod asked;
mod aws_answers;
mod aws_botocore;
mod aws_commands;
mod aws_credentials;
mod aws_fit;
mod aws_names;
mod aws_permissions;
mod aws_policy;
mod aws_shells;
mod aws_signing;
mod aws_uploads;
mod bad_input;
mod broken;
mod broken_handlers;
mod broken_installs;
mod broken_natives;
mod bytecode;
mod choosing;
mod compare;
mod conflicts;
mod content;
mod documented;
mod endless;
mod fixes;
mod folders;
mod fuzz_targets;
mod get_libraries;
mod gitignore;
mod handler;
mod handler_layouts;
mod hostile;
mod hostile_archives;
mod hostile_source;
mod import_circles;
mod import_hints;
mod import_paths;
mod import_unused;
mod imports;
mod in_layers;
mod index_order;
mod index_rules;
mod index_unfit;
mod indexes;
mod inner_virtualenvs;
mod lambdaignore;
mod layers;
mod layouts;
mod leave_out;
mod library_code;
mod library_imports;
mod local_projects;
mod lock_environments;
mod locks;
mod manifest;
mod merging;
mod native;
mod native_headers;
mod native_uses;
mod new_python;
mod outside_of_code;
mod overrides;
mod own_names;
mod path_files;
mod pip_takes;
mod pip_tree;
mod planned_again;
mod popular;
mod popular_imports;
mod popular_trees;
mod private_names;
mod programs;
mod projects;
mod projects_stated;
mod pyproject;
mod readers_said;
mod reading;
mod real_bytecode;
mod real_locks;
mod real_natives;
mod real_virtualenvs;
mod recorded;
mod requirement_files;
mod requirements;
mod requirements_of_runtime;
mod requires;
mod same_bytes;
mod same_choice;
mod scaling;
mod settings;
mod shared_bytes;
mod size;
mod slimming;
mod sources;
mod standard_library;
mod strip_root;
mod suggested_target;
mod tags;
mod templates;
mod unreached_syntax;
mod verifying;
mod virtualenvs;
mod wheels;
mod windows;
mod workspaces;
mod written_handlers;
mod zip_directory;
mod zip_readers;

#[test]
fn all_files_are_modules() {
    let text = include_str!("main.rs");
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap();
    let is_module = |path: &std::path::Path| match path.is_dir() {
        true => has_rust(path),
        false => path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("main.rs"),
    };
    let modules = folder.map(|entry| entry.unwrap().path()).filter(|path| is_module(path));
    let names = modules.map(|path| path.file_stem().unwrap().to_str().unwrap().to_string());
    let forgotten: Vec<String> = names.filter(|name| !text.contains(&format!("\nmod {name};\n"))).collect();
    assert!(forgotten.is_empty(), "not in tests/main.rs: {forgotten:?}");
}

fn has_rust(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .any(|entry| entry.unwrap().path().extension().is_some_and(|extension| extension == "rs"))
}
