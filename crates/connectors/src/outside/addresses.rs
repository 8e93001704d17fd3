//! Which addresses of the network are the public internet. Pure.
//!
//! What is not known to be public is not: IPv6 by its one block of unicast addresses, IPv4 by everything that no registry
//! keeps for something else. An IPv6 address that carries an IPv4 address is judged by that one, or not taken at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far a call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The public internet only.
    Public,
    /// Also this machine and its private networks: for development, tests, and installations whose receivers stand there.
    Private,
}

impl Reach {
    /// Whether an address may be connected to. Link-local addresses (cloud metadata among them), multicast and what is no
    /// address of a machine are refused in either case.
    pub fn allows(self, address: IpAddr) -> bool {
        is_public(address) || (self == Self::Private && is_private(address))
    }
}

/// Whether an address belongs to the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match carried_v4(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

/// Whether an address is one of this machine or of a private network.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            // 100.64/10 is what providers share; 168.63.129.16 and its like stay refused
            v4.is_loopback() || v4.is_private() || (a == 100 && (64..128).contains(&b) && !is_metadata(v4))
        }
        // fc00::/7 but the metadata service of AWS, fd00:ec2::254
        IpAddr::V6(v6) => {
            v6.is_loopback() || (v6.segments()[0] & 0xfe00 == 0xfc00 && v6.segments()[..2] != [0xfd00, 0x0ec2])
        }
    }
}

/// Metadata services outside of the link-local block: of Azure, Alibaba and Oracle.
fn is_metadata(v4: Ipv4Addr) -> bool {
    matches!(v4.octets(), [168, 63, 129, 16] | [100, 100, 100, 200] | [192, 0, 0, 192])
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let reserved = match v4.octets() {
        // this network, private, loopback
        [0 | 10 | 127, ..] => true,
        // shared by providers
        [100, 64..=127, ..] => true,
        // link-local
        [169, 254, ..] => true,
        [172, 16..=31, ..] | [192, 168, ..] => true,
        // protocol assignments, documentation, the relays of 6to4
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // measurement
        [198, 18 | 19, ..] => true,
        // multicast, reserved, broadcast
        [224..=255, ..] => true,
        _ => is_metadata(v4),
    };
    !reserved
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    let reserved = match segments {
        // assignments of the IETF: Teredo, ORCHID, benchmarks
        [0x2001, 0..=0x01ff, ..] => true,
        // documentation
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => true,
        // 6to4, which leads to the IPv4 address in it
        [0x2002, ..] => true,
        // ISATAP, which does so too
        [_, _, _, _, 0x0000 | 0x0200, 0x5efe, _, _] => true,
        _ => false,
    };
    segments[0] & 0xe000 == 0x2000 && !reserved
}

/// The IPv4 address that an IPv6 address stands for: mapped (`::ffff:a.b.c.d`), or translated by the network's NAT64
/// (`64:ff9b::a.b.c.d`), which is what every name resolves to behind one.
fn carried_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    if let Some(v4) = v6.to_ipv4_mapped() {
        return Some(v4);
    }
    let [a, b, c, d] = [v6.octets()[12], v6.octets()[13], v6.octets()[14], v6.octets()[15]];
    (v6.segments()[..6] == [0x0064, 0xff9b, 0, 0, 0, 0]).then(|| Ipv4Addr::new(a, b, c, d))
}

/// Whether a port may be called: those of the web, and what no well-known service listens on. The exceptions above 1023 are
/// those that browsers refuse, and databases and caches that take whatever line they are sent.
pub fn is_port_allowed(port: u16) -> bool {
    match port {
        80 | 443 => true,
        0..=1023 => false,
        1719
        | 1720
        | 1723
        | 2049
        | 3659
        | 4045
        | 4190
        | 5060
        | 5061
        | 6000
        | 6566
        | 6665..=6669
        | 6679
        | 6697
        | 10080 => false,
        2375 | 2376 | 2379 | 2380 | 3306 | 5432 | 6379 | 9042 | 10250 | 11211 | 27017 => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::{Reach, is_port_allowed, is_public};

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    const REFUSED: &[&str] = &[
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2606:4700::5efe:a00:1",
        "2606:4700::200:5efe:a00:1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ];
    const ALLOWED: &[&str] = &[
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.254",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "3ffe::1",
    ];

    #[test]
    fn what_is_not_the_public_internet_is_refused() {
        for text in REFUSED {
            assert!(!Reach::Public.allows(address(text)), "{text}");
        }
        for text in ALLOWED {
            assert!(Reach::Public.allows(address(text)) && Reach::Private.allows(address(text)), "{text}");
        }
    }

    #[test]
    fn with_private_addresses_metadata_stays_out_of_reach() {
        for text in
            ["127.0.0.1", "10.1.2.3", "192.168.0.9", "172.20.0.1", "100.64.0.1", "::1", "fd12::1", "::ffff:127.0.0.1"]
        {
            assert!(Reach::Private.allows(address(text)), "{text}");
        }
        for text in [
            "0.0.0.0",
            "::",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fe80::1",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
        ] {
            assert!(!Reach::Private.allows(address(text)), "{text}");
        }
    }

    #[test]
    fn ports_of_other_services_are_refused() {
        for port in [80, 443, 1024, 3000, 8080, 8443, 65535] {
            assert!(is_port_allowed(port), "{port}");
        }
        for port in [0, 21, 22, 25, 53, 110, 139, 445, 587, 2375, 5432, 6379, 6667, 11211, 27017] {
            assert!(!is_port_allowed(port), "{port}");
        }
    }

    proptest! {
        /// However an IPv4 address is wrapped, it is never more public than it is.
        #[test]
        fn wrapping_makes_nothing_public(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            let [a, b, c, d] = v4.octets();
            let low = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
            let v6 = |s: [u16; 6]| IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], s[4], s[5], low[0], low[1]));
            let plain = is_public(IpAddr::V4(v4));
            prop_assert_eq!(is_public(v6([0, 0, 0, 0, 0, 0xffff])), plain);
            prop_assert_eq!(is_public(v6([0x64, 0xff9b, 0, 0, 0, 0])), plain);
            prop_assert!(!is_public(v6([0, 0, 0, 0, 0, 0])));
            prop_assert!(!is_public(v6([0x2606, 0x4700, 0, 0, 0, 0x5efe])));
            prop_assert!(!is_public(IpAddr::V6(Ipv6Addr::new(0x2002, low[0], low[1], 0, 0, 0, 0, 1))));
        }

        /// The standard library's own words for what is private, against ours.
        #[test]
        fn nothing_private_is_public(bits: u32, wide: u128) {
            let v4 = Ipv4Addr::from(bits);
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast()
                || v4.is_unspecified() || v4.is_documentation() {
                prop_assert!(!is_public(IpAddr::V4(v4)));
            }
            let v6 = Ipv6Addr::from(wide);
            if v6.is_loopback() || v6.is_multicast() || v6.is_unspecified() || v6.is_unique_local()
                || v6.is_unicast_link_local() {
                prop_assert!(!is_public(IpAddr::V6(v6)));
            }
        }
    }
}
