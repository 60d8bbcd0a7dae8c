//! The sizes of parts, and invalid names.

use super::*;

#[test]
fn parts_fit() {
    const MIB: u64 = 1 << 20;
    for (size, part_size, count) in [
        (1, 8 * MIB, 1),
        (8 * MIB, 8 * MIB, 1),
        (8 * MIB + 1, 8 * MIB, 2),
        (120_000_000, 8 * MIB, 15),
        (80_000 * MIB, 8 * MIB, 10_000),
        (80_000 * MIB + 1, 9 * MIB, 8889),
    ] {
        let plan = parts::plan(size).unwrap();
        assert_eq!((plan.part_size, plan.count), (part_size, count), "{size}");
        let spans: Vec<_> =
            (1..=count as u32).map(|number| parts::span(size, part_size, number).unwrap()).collect();
        assert_eq!(spans.iter().map(|(start, end)| end - start).sum::<u64>(), size);
        assert_eq!(parts::span(size, part_size, count as u32 + 1), None);
    }
    assert_eq!(parts::plan(0).unwrap_err().code, "size-invalid");
    assert_eq!(parts::plan(u64::MAX).unwrap_err().code, "size-invalid");
}

#[test]
fn names_that_cannot_be() {
    let code = |bucket: &str, key: &str, region: &str, endpoint: Option<&str>| {
        let place = EndpointConfig {
            region: region.into(),
            s3_endpoint: endpoint.map(str::to_string),
            ..EndpointConfig::default()
        };
        place.object(bucket, key).map_err(|problem| problem.code)
    };
    assert_eq!(
        code("b.b", "k", "us-east-1", None).as_deref(),
        Ok("https://s3.us-east-1.amazonaws.com/b.b/k")
    );
    assert_eq!(
        code("bbb", "k", "cn-north-1", None).as_deref(),
        Ok("https://bbb.s3.cn-north-1.amazonaws.com.cn/k")
    );
    assert_eq!(
        code("bbb", "k?#%", "eu", Some("http://h:1/p/")).as_deref(),
        Ok("http://h:1/p/bbb/k%3F%23%25")
    );
    assert_eq!(
        code("bbb", "k", "eu", Some("https://xn--bcher-kva.example")).as_deref(),
        Ok("https://xn--bcher-kva.example/bbb/k")
    );
    for (bucket, key, region, endpoint, expected) in [
        ("", "k", "eu", None, "bucket-invalid"),
        ("a/b", "k", "eu", None, "bucket-invalid"),
        ("evil.com#", "k", "eu", None, "bucket-invalid"),
        ("UPPER", "k", "eu", None, "bucket-invalid"),
        ("bbb", "", "eu", None, "key-invalid"),
        ("bbb", "a/../b", "eu", None, "key-invalid"),
        ("bbb", "..", "eu", None, "key-invalid"),
        ("bbb", "k", "", None, "region-invalid"),
        ("bbb", "k", "evil.com/", None, "region-invalid"),
        ("bbb", "k", "eu", Some("ftp://h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("http://user:pass@h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("http://h/?a=1"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("https://bücher.example"), "endpoint-invalid"),
        // A soft hyphen, which browsers remove; a full-width letter, which they read as "e"; and "ü" as
        // percent-encoded bytes.
        ("bbb", "k", "eu", Some("https://ex\u{ad}ample.com"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("https://\u{ff45}xample.com"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("https://b%C3%BCcher.example"), "endpoint-invalid"),
    ] {
        assert_eq!(
            code(bucket, key, region, endpoint),
            Err(expected),
            "{bucket} {key} {region} {endpoint:?}"
        );
    }
}
