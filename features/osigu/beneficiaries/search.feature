@osigu
Feature: Search for a beneficiary
  A flow begins with a search by what one of the sponsor's forms asks for. It answers with the id that the later calls
  need, and says whether the coverage is active. Coverage that has expired is an answer, not an error.

  @id:osigu-search-found @clause:OSG-36 @clause:OSG-26 @happy-path @vendor
  Scenario: A search finds an active beneficiary
    When the active beneficiary is searched for
    Then the call succeeds
    And the beneficiary is found
    And the coverage is active

  @id:osigu-search-sample @clause:OSG-36 @clause:OSG-25 @happy-path @vendor @simulated-only
  Scenario: A search finds the person who was searched for
    When the active beneficiary is searched for
    Then the beneficiary is called "MARIA GONZALEZ"

  @id:osigu-search-unknown @clause:OSG-47 @clause:OSG-80 @sad-path @vendor
  Scenario: A search for somebody whom the sponsor does not know answers 404
    Given an active beneficiary
    When an unknown beneficiary is searched for
    Then the call is refused with 404
    And the refusal says why

  @id:osigu-search-inactive-cover @clause:OSG-49 @clause:OSG-27 @clause:OSG-80 @sad-path @vendor
  Scenario: A search for somebody with expired coverage succeeds, and says that it is inactive
    Given an active beneficiary
    When the beneficiary with expired coverage is searched for
    Then the call succeeds
    And the beneficiary is found
    And the coverage is not active

  @id:osigu-search-family-holder @clause:OSG-28 @happy-path @vendor
  Scenario: The holder of a family group is found
    When the holder of a family group is searched for
    Then the beneficiary is found
    And the coverage is active

  @id:osigu-search-dependents @clause:OSG-28 @happy-path @vendor
  Scenario: A family group has dependents with ids of their own
    Given the holder of a family group
    When the dependents are listed
    Then the call succeeds
    And the family group has dependents

  @id:osigu-search-forms @clause:OSG-36 @clause:OSG-25 @happy-path @vendor
  Scenario: The sponsor's search forms ask for what its beneficiaries are known by
    When the search forms of the mock sponsor are listed
    Then the call succeeds
    And a search form asks for what the beneficiary is known by
