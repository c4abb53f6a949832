@osigu
Feature: Sandbox and production are separate
  Each environment has its own credentials, which the other one does not know. The simulator plays both; nothing is ever
  sent to Osigu's production.

  @id:osigu-sandbox-credentials @clause:OSG-4 @sad-path @vendor @simulated-only
  Scenario Outline: The <here> environment refuses the credentials of the other one
    Given the <here> environment
    And a token request that Osigu accepts
    When a token is requested with the credentials of the other environment
    Then the call is refused with 401

    Examples:
      | case       | here       |
      | sandbox    | sandbox    |
      | production | production |
