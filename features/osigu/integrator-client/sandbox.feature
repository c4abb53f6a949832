@osigu
Feature: The client copes with the sandbox
  The sandbox may be reset at any moment, and has room for a few workers only. A client that caches ids rebuilds its
  cache from the fresh sandbox, and makes no more than ten calls at a time.

  @id:osigu-client-reset @clause:OSG-71 @error-handling @integrator
  Scenario: The client rebuilds its cache after a reset
    Given an integration of Osigu's API
    And the integration has asked the mock sponsor for a medication
    And the sandbox is reset
    When the integration asks the mock sponsor for a medication
    Then the beneficiary was searched for again
    And the integration reports an approval

  @id:osigu-client-workers @clause:OSG-76 @happy-path @integrator
  Scenario: The client has at most ten workers
    Given an integration of Osigu's API that has a token
    And Osigu answers the next 30 calls with 503
    When the integration works off a list of 40 searches
    Then at most 10 calls came at the same moment
    And the integration reports success
