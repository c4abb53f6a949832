@osigu
Feature: The client gets along with a sandbox
  A sandbox may lose its data at any moment, and has room for a few workers only. A client that remembers ids fills its
  memory anew, and does no more than ten things at a time.

  @id:osigu-client-reset @clause:OSG-71 @error-handling @integrator
  Scenario: The client fills its memory anew after a reset
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
