@oscar
Feature: Only a registered certificate is let in
  Oscar knows its partners by their client certificates. A client without a certificate, with one that Oscar has not
  registered, or with one that has expired, meets a 401 or a failed TLS handshake: both are the guide's signs of it.
  Each call is first made, and accepted, with the registered certificate.

  @id:oscar-certificate-absent @clause:OSC-3 @clause:OSC-6 @sad-path @vendor
  Scenario Outline: Nobody can <call> without a client certificate
    Given a request to <call> that Oscar accepts
    When the same request is sent with no client certificate
    Then the certificate is refused

    Examples:
      | case            | call                        |
      | health-check    | check the connection        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-certificate-unregistered @clause:OSC-3 @clause:OSC-6 @sad-path @vendor @needs:unregistered-certificate
  Scenario Outline: Nobody can <call> with an unregistered certificate
    Given a request to <call> that Oscar accepts
    When the same request is sent with a client certificate that is not registered
    Then the certificate is refused

    Examples:
      | case            | call                        |
      | health-check    | check the connection        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-certificate-expired @clause:OSC-3 @clause:OSC-6 @sad-path @vendor @needs:expired-certificate
  Scenario Outline: Nobody can <call> with an expired certificate
    Given a request to <call> that Oscar accepts
    When the same request is sent with an expired client certificate
    Then the certificate is refused

    Examples:
      | case         | call                 |
      | health-check | check the connection |
      | get          | get the membership   |
