@osigu
Feature: Who may call
  Every call carries a bearer token that Osigu issued, that is not older than an hour, and whose scopes allow what is
  asked. Any other call is refused, whatever it asks for.

  @id:osigu-errors-no-token @clause:OSG-34 @clause:OSG-80 @error-handling @vendor
  Scenario Outline: A call for <what> without a token is refused
    Given a call for <what> that Osigu accepts
    When the same call is made without a token
    Then the call is refused with 401
    And the refusal says why

    Examples:
      | case         | what                    |
      | forms        | the search forms        |
      | rules        | the sponsor's rules     |
      | medications  | the test medications    |
      | products     | the provider's products |
      | patients     | a patient by number     |
      | beneficiary  | a beneficiary           |

  @id:osigu-errors-wrong-token @clause:OSG-34 @clause:OSG-80 @error-handling @vendor
  Scenario Outline: A call <bearer> is refused
    Given a call for the search forms that Osigu accepts
    When the same call is made <bearer>
    Then the call is refused with 401
    And the refusal says why

    Examples:
      | case        | bearer                            |
      | unknown     | with a token that nobody issued   |
      | credentials | with the client's own credentials |

  @id:osigu-errors-token-in-force @clause:OSX-1 @happy-path @vendor @simulated-only
  Scenario: A token opens calls for as long as it is said to live
    Given a call for the search forms that Osigu accepts
    And 59 minutes pass
    When the same call is made with its first token
    Then the call succeeds

  @id:osigu-errors-second-token @clause:OSG-34 @happy-path @vendor @simulated-only
  Scenario: A new token leaves the one before it valid
    Given a call for the search forms that Osigu accepts
    When a token is requested
    And the same call is made with its first token
    Then the call succeeds

  @id:osigu-errors-expired-token @clause:OSX-1 @clause:OSG-80 @error-handling @vendor @simulated-only
  Scenario: A token that has expired is refused, and a new one is accepted
    Given a call for the search forms that Osigu accepts
    And the token of the client has expired
    When the same call is made with its first token
    Then the call is refused with 401
    When the same call is made with a new token
    Then the call succeeds

  @id:osigu-errors-revoked-token @clause:OSG-34 @clause:OSG-80 @error-handling @vendor @simulated-only
  Scenario: A token that was revoked is refused, and a new one is accepted
    Given a call for the search forms that Osigu accepts
    And the token of the client was revoked
    When the same call is made with its first token
    Then the call is refused with 401
    When the same call is made with a new token
    Then the call succeeds

  @id:osigu-errors-missing-scope @clause:OSG-80 @error-handling @vendor @needs:read-only-client
  Scenario Outline: A read-only client that <does> is refused
    Given an approved authorization
    When the read-only client <does>
    Then the call is refused with 403
    And the refusal says why
    When the client with all scopes does the same
    Then the call is let in

    Examples:
      | case          | does                         |
      | authorization | requests a pre-authorization |
      | dispensation  | starts a dispensation        |
      | patient       | creates a patient            |
      | product       | registers a product          |

  @id:osigu-errors-reading-scope @clause:OSG-34 @happy-path @vendor @needs:read-only-client
  Scenario Outline: A read-only client is let in when it asks for <what>
    When the read-only client asks for <what>
    Then the call succeeds

    Examples:
      | case        | what                    |
      | rules       | the sponsor's rules     |
      | products    | the provider's products |
      | patients    | a patient by number     |
      | beneficiary | a beneficiary           |
