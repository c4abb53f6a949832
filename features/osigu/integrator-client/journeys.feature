@osigu
Feature: The client follows the happy paths of the guide
  From a beneficiary to a dispensed medication, from a prescription to the same, and from a claim to a batch that is
  dispatched. The client reads the sponsor's search forms before it searches.

  @id:osigu-client-journey-authorization @clause:OSG-39 @happy-path @integrator
  Scenario: The client searches, has a medication authorized, and dispenses it
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary
    Then the integration reports success
    When the integration asks the mock sponsor for a medication
    Then the integration reports an approval
    And the integration holds its request to be approved
    When the integration dispenses the code
    Then the integration reports success
    And the dispensation was completed at Osigu

  @id:osigu-client-journey-prescription @clause:OSG-42 @happy-path @integrator
  Scenario: The client prescribes a medication and dispenses it
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary
    And the integration prescribes a medication
    Then the integration reports success
    When the integration dispenses the code
    Then the integration reports success
    And the dispensation was completed at Osigu

  @id:osigu-client-journey-settlement @clause:OSG-46 @happy-path @integrator
  Scenario: The client claims twice and settles both claims in one batch
    Given an integration of Osigu's API
    And the integration has asked the settling sponsor for a medication
    And the integration has claimed what was authorized
    And the integration has asked the settling sponsor for a medication
    When the integration claims what was authorized
    Then the integration reports success
    And the claim was completed at Osigu
    When the integration settles the month
    Then the integration reports success
    And every claim is in a batch that was dispatched

  @id:osigu-client-search-form @clause:OSX-3 @happy-path @integrator
  Scenario: The client reads the sponsor's forms before it searches
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary
    Then the integration reports success
    And the search filled in a form that the integration had read

  @id:osigu-client-search-other-form @clause:OSX-3 @happy-path @integrator
  Scenario: The client finds a beneficiary by another form of the sponsor
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary by the member number
    Then the integration reports success
    And the search filled in a form that the integration had read
