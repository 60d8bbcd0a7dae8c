//! Finds the bucket and the region in a host name: in hosts of AWS (S3 user guide, "Virtual hosting of buckets";
//! botocore's partitions.json), and in hosts of other servers as far as possible.

use super::endpoint::{SUFFIXES, is_loopback};

/// What the host name of S3, or of a server with the same protocol, states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct S3Host<'a> {
    /// The bucket in the host; `None` if the bucket is in the path.
    pub bucket: Option<&'a str>,
    /// The region in the host; only for hosts of AWS.
    pub region: Option<&'a str>,
    /// Whether the host belongs to AWS.
    pub is_aws: bool,
    /// Whether the host is for directory buckets (S3 Express One Zone).
    pub is_directory: bool,
    /// Whether the host is the global endpoint, from which S3 redirects to the endpoint of the bucket's region.
    pub is_global: bool,
}

/// The prefix of the first label of a zonal endpoint: `s3express-use1-az4` (S3 user guide, "Regional and Zonal
/// endpoints").
const ZONAL: &str = "s3express-";

/// Common first labels of endpoints. A bucket in the host stands before such a label.
const ENDPOINTS: &[&str] =
    &["s3", "minio", "garage", "ceph", "rgw", "storage", "objects", "objectstorage", "obs", "oss", "cos"];

/// Suffixes of the hosts of providers, and the number of labels that an endpoint has before the suffix.
#[rustfmt::skip]
const PROVIDERS: &[(&str, usize)] = &[
    (".digitaloceanspaces.com",   1), // fra1.
    (".linodeobjects.com",        1), // us-east-1.
    (".vultrobjects.com",         1), // ewr1.
    (".r2.cloudflarestorage.com", 1), // the account.
    (".oraclecloud.com",          4), // namespace.compat.objectstorage.region.
];

/// Reads a host name. `path` is the path of an object's URL on that host.
pub fn read<'a>(host: &'a str, path: &str) -> S3Host<'a> {
    // A host name may end in a dot, which stands for the DNS root.
    let host = host.strip_suffix('.').unwrap_or(host);
    let suffix = SUFFIXES
        .iter()
        .map(|(_, suffix)| *suffix)
        .find(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.')));
    match suffix {
        Some(suffix) => aws(host, suffix),
        None => S3Host { bucket: bucket_elsewhere(host, path), ..S3Host::default() },
    }
}

fn aws<'a>(host: &'a str, suffix: &str) -> S3Host<'a> {
    let is_s3 = |label: &str| label == "s3" || label.starts_with("s3-") || label.starts_with(ZONAL);
    let (bucket, endpoint) = split_before(host, is_s3).unwrap_or((None, host));
    let is_directory = endpoint.starts_with(ZONAL);
    // The hosts of interface endpoints have `bucket.vpce-…` or `accesspoint.vpce-…` before `s3`, and may have the
    // bucket's name before that (S3 user guide, "AWS PrivateLink for Amazon S3").
    let kind = |label: &str| matches!(label, "bucket" | "accesspoint");
    let bucket = match bucket.and_then(|bucket| split_before(bucket, kind)) {
        Some((inner, rest)) if rest.contains(".vpce-") => inner,
        _ => bucket,
    };
    let endpoint = endpoint.strip_suffix(suffix).unwrap_or(endpoint).trim_end_matches('.');
    let labels: Vec<&str> = endpoint.split('.').collect();
    // `s3.eu-west-1`, `s3.dualstack.eu-west-1`, `s3-accesspoint.eu-west-1`, and the older `s3-eu-west-1`.
    let region = match labels.as_slice() {
        ["s3-external-1"] => Some("us-east-1"),
        [label] => label.strip_prefix("s3-").map(|region| region.trim_start_matches("fips-")),
        labels => labels.iter().skip(1).copied().find(is_region),
    };
    let region = region.filter(is_region);
    let is_global = labels == ["s3"] && suffix == "amazonaws.com";
    S3Host { bucket, region, is_aws: true, is_directory, is_global }
}

fn is_region(label: &&str) -> bool {
    label.matches('-').count() >= 2
}

/// Finds the bucket in a host that does not belong to AWS.
fn bucket_elsewhere<'a>(host: &'a str, path: &str) -> Option<&'a str> {
    let is_address = host.starts_with('[') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_address || is_loopback(host) && !host.contains('.') {
        return None;
    }
    if let Some((suffix, labels)) = PROVIDERS.iter().find(|(suffix, _)| host.ends_with(suffix)) {
        let rest = host.strip_suffix(suffix)?;
        let mut parts = rest.rsplitn(labels + 1, '.');
        return parts.nth(*labels);
    }
    let is_endpoint = |label: &str| ENDPOINTS.contains(&label) || label.starts_with("s3-");
    if let Some((bucket, _)) = split_before(host, is_endpoint) {
        return bucket;
    }
    // The path of an object contains the bucket and the key, unless the bucket is in the host.
    let (first, rest) = host.split_once('.')?;
    let has_one_segment = !path.trim_start_matches('/').contains('/');
    (has_one_segment && (rest.contains('.') || rest == "localhost")).then_some(first)
}

/// Splits a host before the last label that fits. Returns what is before that label, if anything, and the rest.
fn split_before(host: &str, fits: impl Fn(&str) -> bool) -> Option<(Option<&str>, &str)> {
    let starts = std::iter::once(0).chain(host.match_indices('.').map(|(dot, _)| dot + 1));
    let start =
        starts.filter(|start| host.get(*start..).and_then(|rest| rest.split('.').next()).is_some_and(&fits));
    let start = start.last()?;
    let bucket = start.checked_sub(1).and_then(|dot| host.get(..dot));
    Some((bucket, host.get(start..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is `bucket region`, then `global` for the global endpoint; `-` stands for what the host does not
    /// state.
    #[track_caller]
    fn check(host: &str, path: &str, expected: &str) {
        let found = read(host, path);
        let global = if found.is_global { " global" } else { "" };
        let said = format!("{} {}{global}", found.bucket.unwrap_or("-"), found.region.unwrap_or("-"));
        assert_eq!(said, expected, "{host}");
    }

    #[test]
    fn hosts_of_aws() {
        check("b.s3.eu-west-1.amazonaws.com", "/k", "b eu-west-1");
        check("s3.eu-west-1.amazonaws.com", "/b/k", "- eu-west-1");
        check("b.s3-eu-west-1.amazonaws.com", "/k", "b eu-west-1");
        check("b.s3.dualstack.eu-west-1.amazonaws.com", "/k", "b eu-west-1");
        check("my.s3.b.s3.eu-west-1.amazonaws.com", "/k", "my.s3.b eu-west-1");
        check("b.s3.amazonaws.com", "/k", "b - global");
        check("s3.amazonaws.com", "/b/k", "- - global");
        check("b.s3-accelerate.amazonaws.com", "/k", "b -");
        check("b.s3-external-1.amazonaws.com", "/k", "b us-east-1");
        check("b.s3-fips.us-gov-west-1.amazonaws.com", "/k", "b us-gov-west-1");
        check("ap-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "/k", "ap-123456789012 eu-west-1");
        check("b.s3.amazonaws.com.", "/k", "b - global");
        // Directory buckets, interface endpoints.
        let zone = "s3express-use1-az4.us-east-1.amazonaws.com";
        check(&format!("b--use1-az4--x-s3.{zone}"), "/k", "b--use1-az4--x-s3 us-east-1");
        check("s3express-control.us-east-1.amazonaws.com", "/b--use1-az4--x-s3", "- us-east-1");
        let interface = "vpce-1a2b-3c4d.s3.us-east-1.vpce.amazonaws.com";
        check(&format!("b.bucket.{interface}"), "/k", "b us-east-1");
        check(&format!("my.bucket.bucket.{interface}"), "/k", "my.bucket us-east-1");
        check(&format!("bucket.{interface}"), "/b/k", "- us-east-1");
        check(&format!("ap-1.accesspoint.{interface}"), "/k", "ap-1 us-east-1");
        check("my.bucket.s3.us-east-1.amazonaws.com", "/k", "my.bucket us-east-1");
        // Other partitions.
        check("b.s3.eusc-de-east-1.amazonaws.eu", "/k", "b eusc-de-east-1");
        check("b.s3.cn-north-1.amazonaws.com.cn", "/k", "b cn-north-1");
        check("b.s3.us-iso-east-1.c2s.ic.gov", "/k", "b us-iso-east-1");
        check("s3.eu-isoe-west-1.cloud.adc-e.uk", "/b/k", "- eu-isoe-west-1");
        check("evilamazonaws.com", "/b/k", "- -");
    }

    #[test]
    fn hosts_of_others() {
        check("b.s3.example.com", "/k/l", "b -");
        check("s3.example.com", "/b/k", "- -");
        check("b.c.minio.example.com", "/k/l", "b.c -");
        check("minio.example.com", "/b/k", "- -");
        check("b.s3.eu-central-2.wasabisys.com", "/k", "b -");
        check("b.fra1.digitaloceanspaces.com", "/k/l", "b -");
        check("fra1.digitaloceanspaces.com", "/b/k", "- -");
        check("b.0123456789abcdef.r2.cloudflarestorage.com", "/k", "b -");
        check("0123456789abcdef.r2.cloudflarestorage.com", "/b/k", "- -");
        check("space.compat.objectstorage.eu-frankfurt-1.oraclecloud.com", "/b/k", "- -");
        // Only the path shows whether the bucket is in the host.
        check("b.files.example.com", "/k.zip", "b -");
        check("files.example.com", "/b/k.zip", "- -");
        check("127.0.0.1", "/k", "- -");
        check("[::1]", "/k", "- -");
        check("localhost", "/b/k", "- -");
        check("b.localhost", "/k", "b -");
        check("nas", "/b/k", "- -");
    }
}
