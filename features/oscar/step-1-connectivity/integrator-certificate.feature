@oscar
Feature: The client shows its certificate
  A client of Oscar's API presents the certificate and the private key that Oscar issued for staging, on each call.

  @id:oscar-integrator-certificate-connection @clause:OSC-4 @happy-path @integrator
  Scenario: The client checks the connection with its registered certificate
    Given an integration of Oscar's API
    When the integration is asked to check the connection
    Then the operation succeeds
    And every request came with the registered certificate

  @id:oscar-integrator-certificate-every-call @clause:OSC-4 @happy-path @integrator
  Scenario Outline: The client presents its certificate to <call>
    Given an enrolled member
    And an integration of Oscar's API
    When the integration is asked to <call>
    Then the operation succeeds
    And every request came with the registered certificate

    Examples:
      | case            | call                        |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |
