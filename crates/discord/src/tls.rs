//! The TLS configuration that all connections to Discord share.

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::{ClientConfig, Error, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// Returns the configuration, which trusts the certificate authorities of this machine.
///
/// The authorities are read once for the whole process. Where there are none, a warning is logged, and only unencrypted
/// addresses can be reached.
///
/// # Errors
/// If the cryptography does not support the TLS versions that rustls considers safe.
pub fn client_config() -> Result<Arc<ClientConfig>, Error> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, Error>> = OnceLock::new();
    CONFIG.get_or_init(|| build().map(Arc::new)).clone()
}

fn build() -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    match builder.with_platform_verifier() {
        Ok(builder) => Ok(builder.with_no_client_auth()),
        Err(error) => {
            tracing::warn!(
                %error,
                "Discord's certificate cannot be checked: install the package ca-certificates, \
                 or set SSL_CERT_FILE to a file of certificate authorities"
            );
            let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
            Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
        }
    }
}
