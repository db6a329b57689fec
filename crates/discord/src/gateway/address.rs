//! Gateway addresses, and which of them may receive the token. All of it is pure.

use std::fmt;

use tokio_tungstenite::tungstenite::http::Uri;

/// The domain of Discord's gateways: a session is resumed at another host below it than the one where it began.
const DISCORD_DOMAIN: &str = "discord.gg";
/// The version of the API, and frames of plain JSON.
const QUERY: &str = "/?v=10&encoding=json";

/// The address of a gateway, such as `wss://gateway.discord.gg`. It displays as it was given, without a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayAddress {
    is_encrypted: bool,
    /// An IPv6 address stands in brackets.
    host: String,
    port: Option<u16>,
    path: String,
}

impl GatewayAddress {
    /// Parses an address. Returns `None` if it is not the address of a WebSocket, or contains a user name.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_encrypted = match uri.scheme_str()?.to_ascii_lowercase().as_str() {
            "wss" => true,
            "ws" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return None;
        }
        Some(Self {
            is_encrypted,
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16(),
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Returns the name or the IP address to connect to, and the port.
    pub fn endpoint(&self) -> (&str, u16) {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        (host, self.port.unwrap_or(if self.is_encrypted { 443 } else { 80 }))
    }

    /// Returns the address with the query that Discord requires.
    pub fn with_query(&self) -> String {
        format!("{self}{QUERY}")
    }

    /// Returns the address at which a session of this gateway is resumed if Discord names `offered`: that one, or this one if
    /// the offered host does not belong to this gateway or would receive the token unencrypted.
    pub fn resume_address(&self, offered: &str) -> Self {
        match Self::parse(offered) {
            Some(offered) if self.may_resume_at(&offered) => offered,
            _ => {
                tracing::warn!(?offered, "Discord wants the session to be resumed at an address that is not its own");
                self.clone()
            }
        }
    }

    fn may_resume_at(&self, offered: &Self) -> bool {
        let is_same_host = offered.host == self.host;
        if offered.is_encrypted {
            is_same_host || is_below(&offered.host, self.domain())
        } else {
            is_same_host && !self.is_encrypted
        }
    }

    /// Returns the domain whose hosts belong to the gateway's owner. For a gateway other than Discord's, only its own
    /// name is known to belong to them.
    fn domain(&self) -> &str {
        if self.host == DISCORD_DOMAIN || is_below(&self.host, DISCORD_DOMAIN) { DISCORD_DOMAIN } else { &self.host }
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

impl fmt::Display for GatewayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "wss" } else { "ws" };
        write!(f, "{scheme}://{}", self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DISCORD: &str = "wss://gateway.discord.gg";

    /// Reports whether a session of `gateway` is resumed at `offered`.
    fn is_resumed(gateway: &str, offered: &str) -> bool {
        let gateway = GatewayAddress::parse(gateway).unwrap();
        Some(gateway.resume_address(offered)) == GatewayAddress::parse(offered)
    }

    #[test]
    fn a_session_of_discords_is_resumed_below_its_domain() {
        for offered in
            ["wss://gateway-us-east1-b.discord.gg", "wss://a.b.discord.gg:443/", DISCORD, "WSS://x.Discord.GG"]
        {
            assert!(is_resumed(DISCORD, offered), "{offered}");
        }
    }

    #[test]
    fn no_other_host_is_told_the_token() {
        let hostile = [
            "ws://gateway-us-east1-b.discord.gg",
            "ws://gateway.discord.gg",
            "wss://discord.gg.evil.example",
            "wss://evildiscord.gg",
            "wss://.discord.gg",
            "wss://evil.example/.discord.gg",
            "wss://evil.example?.discord.gg",
            "wss://evil.example#.discord.gg",
            "wss://evil.example\\.discord.gg",
            "wss://gateway.discord.gg@evil.example",
            "wss://user:secret@gateway.discord.gg",
            "https://gateway.discord.gg",
            "gateway.discord.gg",
            "",
        ];
        for offered in hostile {
            let gateway = GatewayAddress::parse(DISCORD).unwrap();
            assert_eq!(gateway.resume_address(offered), gateway, "{offered}");
        }
    }

    #[test]
    fn a_configured_gateway_is_resumed_at_its_own_host() {
        assert!(is_resumed("ws://127.0.0.1:3000", "ws://127.0.0.1:3000"));
        assert!(is_resumed("ws://[::1]:3000", "ws://[::1]:3001/gateway"));
        assert!(is_resumed("ws://chat.example.org", "wss://chat.example.org"));
        assert!(is_resumed("wss://chat.example.org", "wss://two.chat.example.org"));
        assert!(!is_resumed("wss://chat.example.org", "ws://chat.example.org"));
        assert!(!is_resumed("wss://chat.example.org", "wss://other.example.org"));
        assert!(!is_resumed("ws://chat.example.org", "ws://two.chat.example.org"));
        assert!(!is_resumed("ws://127.0.0.1:3000", DISCORD));
    }

    #[test]
    fn an_address_is_connected_to_as_it_was_given() {
        let endpoint = |text| GatewayAddress::parse(text).map(|address| (address.with_query(), address.endpoint().1));
        let with_query = |text: &str| format!("{text}/?v=10&encoding=json");
        assert_eq!(endpoint(DISCORD), Some((with_query(DISCORD), 443)));
        assert_eq!(endpoint("ws://[::1]/"), Some((with_query("ws://[::1]"), 80)));
        assert_eq!(endpoint("ws://localhost:3000/gateway/"), Some((with_query("ws://localhost:3000/gateway"), 3000)));
        assert_eq!(GatewayAddress::parse("ws://[::1]:9").unwrap().endpoint(), ("::1", 9));
    }

    proptest! {
        #[test]
        fn whatever_is_offered_the_token_stays_below_the_domain(offered in "(wss?://)?[a-z.@:/\\\\?#]{0,20}(discord\\.gg)?[a-z.@:/]{0,9}") {
            let gateway = GatewayAddress::parse(DISCORD).unwrap();
            let address = gateway.resume_address(&offered);
            prop_assert!(address.is_encrypted() && address.endpoint().0.ends_with(".discord.gg"), "{}", address);
        }
    }
}
