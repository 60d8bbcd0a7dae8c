//! Modules that names of libraries need, but that their distributions do not require. Such a name can be imported, and
//! fails when it is used.

/// A module or a name in a module, and the modules of which at least one must be present.
#[rustfmt::skip]
const NEEDS: &[(&str, &[&str])] = &[
    // powertools/tracing/tracer.py imports it when a Tracer is made.
    ("aws_lambda_powertools.Tracer",            &["aws_xray_sdk"]),
    ("aws_lambda_powertools.tracing.Tracer",    &["aws_xray_sdk"]),
    // fastapi/dependencies/utils.py, ensure_multipart_is_installed
    ("fastapi.File",                            &["python_multipart", "multipart"]),
    ("fastapi.Form",                            &["python_multipart", "multipart"]),
    ("fastapi.UploadFile",                      &["python_multipart", "multipart"]),
    // pydantic/networks.py, import_email_validator
    ("pydantic.EmailStr",                       &["email_validator"]),
    ("pydantic.NameEmail",                      &["email_validator"]),
    // sqlalchemy/util/concurrency.py
    ("sqlalchemy.ext.asyncio.create_async_engine", &["greenlet"]),
    // The runtime has urllib3, but not `socks`.
    ("urllib3.contrib.socks",                   &["socks"]),
    ("urllib3.contrib.socks.SOCKSProxyManager", &["socks"]),
];

/// The modules that a dotted name needs. At least one of them must be present.
pub fn needed_by(name: &str) -> Option<&'static [&'static str]> {
    NEEDS.iter().find(|(known, _)| *known == name).map(|(_, needs)| *needs)
}
