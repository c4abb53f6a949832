@osigu
Feature: Get a token
  A client exchanges its credentials for a bearer token, which then opens every call for an hour. The credentials travel
  by HTTP Basic and nowhere else.

  @id:osigu-oauth-token @clause:OSG-34 @clause:OSX-1 @happy-path @vendor
  Scenario: Valid credentials are answered with a bearer token that lives for an hour
    When a token is requested
    Then the call succeeds
    And the token lives for 3600 seconds

  @id:osigu-oauth-token-opens-calls @clause:OSG-34 @happy-path @vendor
  Scenario: The token that was issued opens a call
    When a token is requested
    Then the token opens a call

  @id:osigu-oauth-refused @clause:OSG-34 @sad-path @vendor
  Scenario Outline: A token request with <defect> is refused
    Given a token request that Osigu accepts
    When a token is requested with <defect>
    Then the call is refused with 401

    Examples:
      | case                | defect                      |
      | wrong-secret        | a wrong secret              |
      | unknown-client      | an unknown client           |
      | no-credentials      | no credentials              |
      | credentials-in-body | the credentials in the body |

  @id:osigu-oauth-other-grant @clause:OSG-34 @sad-path @vendor
  Scenario: A grant that Osigu does not offer is refused
    Given a token request that Osigu accepts
    When a token is requested with another grant type
    Then the call is refused with 400 or 401
