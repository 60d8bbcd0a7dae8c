//! The libraries and symbol versions that the images of Lambda's runtimes provide.

use crate::target::{Architecture, Target};

/// An operating system of Lambda.
#[derive(Debug)]
pub struct Image {
    pub name: &'static str,
    /// The minor version of glibc 2.
    glibc: u8,
    /// The newest symbol versions, by their prefix.
    pub newest: &'static [(&'static str, &'static [u32])],
    provided: &'static [&'static str],
    only_x86_64: &'static [&'static str],
    /// Libraries that are installed in the container images, but may be missing where functions run.
    perhaps: &'static [&'static str],
}

/// Whether an image has a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Provided,
    Possible,
    Absent,
}

/// glibc: AWS's table of runtimes. GLIBCXX, CXXABI and GCC: the libstdc++ manual, "ABI Policy and
/// Guidelines", for GCC 7.3 of Amazon Linux 2 and GCC 11 of Amazon Linux 2023; libgcc's
/// libgcc-std.ver.
///
/// Libraries: all runtimes have the libraries of the packages of glibc and GCC, zlib, and CPython's libraries in
/// /var/lang/lib. "The AL2023 minimal container image forms the base of the `provided.al2023` AWS Lambda runtime"
/// (AL2023 user guide, "Minimal container"). `perhaps` has the libraries of the packages in its list ("Comparing
/// packages installed on Amazon Linux 2023 Container Images"), and those of the amazonlinux:2 image. Functions have
/// fewer libraries than the images: libexpat is in the image of python3.12, but missing where functions run
/// (github.com/developmentseed/eoapi-cdk/pull/182). Neither image has libGL and X11, and Amazon Linux 2 does not have
/// libgthread (github.com/lambci/docker-lambda/issues/318). Amazon Linux 2023 removed libcrypt.so.1 and libnsl.so.1
/// from the packages of glibc.
#[rustfmt::skip]
static IMAGES: [Image; 2] = [
    Image {
        name: "Amazon Linux 2",
        glibc: 26,
        newest: &[("GLIBCXX", &[3, 4, 24]), ("CXXABI", &[1, 3, 11]), ("GCC", &[7, 0, 0])],
        provided: &[
            "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1",
            "libresolv.so.2", "libanl.so.1", "libcrypt.so.1", "libnsl.so.1", "libthread_db.so.1",
            "libBrokenLocale.so.1", "libnss_files.so.2", "libnss_dns.so.2",
            "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1",
        ],
        only_x86_64: &["libmvec.so.1"],
        perhaps: &[
            "libbz2.so.1", "libcom_err.so.2", "libcrypto.so.10", "libcurl.so.4", "libdb-5.3.so", "libelf.so.1",
            "libexpat.so.1", "libffi.so.6", "libgcrypt.so.11", "libglib-2.0.so.0", "libgmp.so.10",
            "libgobject-2.0.so.0", "libgpg-error.so.0", "libgssapi_krb5.so.2", "libidn2.so.0", "libk5crypto.so.3",
            "libkeyutils.so.1", "libkrb5.so.3", "liblber-2.4.so.2", "libldap-2.4.so.2", "liblua-5.1.so", "liblzma.so.5",
            "libmagic.so.1", "libncurses.so.6", "libncursesw.so.6", "libnghttp2.so.14", "libnspr4.so", "libnss3.so",
            "libpcre.so.1", "libpopt.so.0", "libreadline.so.6", "libsasl2.so.3", "libselinux.so.1", "libsqlite3.so.0",
            "libssh2.so.1", "libssl.so.10", "libtinfo.so.6", "libunistring.so.0", "libuuid.so.1", "libxml2.so.2",
        ],
    },
    Image {
        name: "Amazon Linux 2023",
        glibc: 34,
        newest: &[("GLIBCXX", &[3, 4, 29]), ("CXXABI", &[1, 3, 13]), ("GCC", &[11, 0, 0])],
        provided: &[
            "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1",
            "libresolv.so.2", "libanl.so.1", "libthread_db.so.1", "libBrokenLocale.so.1",
            "libnss_files.so.2", "libnss_dns.so.2", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1",
        ],
        only_x86_64: &["libmvec.so.1"],
        perhaps: &[
            "libacl.so.1", "libarchive.so.13", "libassuan.so.0", "libattr.so.1", "libaudit.so.1", "libblkid.so.1",
            "libbz2.so.1", "libcap-ng.so.0", "libcap.so.2", "libcom_err.so.2", "libcrypt.so.2", "libcrypto.so.3",
            "libcurl.so.4", "libexpat.so.1", "libffi.so.8", "libgcrypt.so.20", "libgio-2.0.so.0", "libglib-2.0.so.0",
            "libgmodule-2.0.so.0", "libgmp.so.10", "libgobject-2.0.so.0", "libgpg-error.so.0", "libgpgme.so.11",
            "libgssapi_krb5.so.2", "libgthread-2.0.so.0", "libidn2.so.0", "libjson-c.so.5", "libk5crypto.so.3",
            "libkeyutils.so.1", "libkrb5.so.3", "liblua-5.4.so", "liblz4.so.1", "liblzma.so.5", "libmagic.so.1",
            "libmount.so.1", "libmpfr.so.6", "libncurses.so.6", "libncursesw.so.6", "libnghttp2.so.14",
            "libp11-kit.so.0", "libpcre2-8.so.0", "libpopt.so.0", "libpsl.so.5", "libreadline.so.8", "libselinux.so.1",
            "libsqlite3.so.0", "libssl.so.3", "libtasn1.so.6", "libtinfo.so.6", "libunistring.so.2", "libuuid.so.1",
            "libverto.so.1", "libxml2.so.2", "libyaml-0.so.2", "libzstd.so.1",
        ],
    },
];

/// The folders that the loader searches: those of `LD_LIBRARY_PATH` in their order (AWS Lambda developer guide,
/// "Defined runtime environment variables"), and the default folders of the loader itself. The package is unpacked to
/// /var/task, layers to /opt.
pub const IN_IMAGE: &[&str] =
    &["/var/lang/lib", "/lib64", "/usr/lib64", "/var/runtime", "/var/runtime/lib", "/lib", "/usr/lib"];
pub const IN_PACKAGE: &[&str] = &["/var/task", "/var/task/lib", "/opt/lib"];

impl Image {
    /// The image of the target's runtime.
    pub fn for_target(target: &Target) -> &'static Image {
        let [older, newer] = &IMAGES;
        if target.runtime.glibc_minor < newer.glibc { older } else { newer }
    }

    pub fn presence(&self, target: &Target, library: &str) -> Presence {
        let minor = target.runtime.minor;
        let is_x86_64 = target.architecture == Architecture::X86_64;
        let loader = if is_x86_64 { "ld-linux-x86-64.so.2" } else { "ld-linux-aarch64.so.1" };
        if self.provided.contains(&library)
            || (is_x86_64 && self.only_x86_64.contains(&library))
            || library == loader
            || library == "libpython3.so"
            || library == format!("libpython3.{minor}.so.1.0")
        {
            Presence::Provided
        } else if self.perhaps.contains(&library) {
            Presence::Possible
        } else {
            Presence::Absent
        }
    }
}
