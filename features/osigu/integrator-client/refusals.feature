@osigu
Feature: The client tells its user what became of a request
  A client does not simply send again what Osigu refuses. Its user hears that nobody was found, that the coverage is
  inactive, that a document is missing, why a sponsor rejected, that a code is used already, and Osigu's error code.

  @id:osigu-client-not-found @clause:OSG-48 @clause:OSG-81 @sad-path @integrator
  Scenario: The user hears that nobody was found
    Given an integration of Osigu's API
    When the integration searches for the unknown beneficiary
    Then the integration reports that nobody was found
    And the user is shown the error code of the refusal
    And the last call was sent 1 time

  @id:osigu-client-inactive @clause:OSG-50 @sad-path @integrator
  Scenario: Inactive coverage is a result and not an error
    Given an integration of Osigu's API
    When the integration searches for the beneficiary with expired coverage
    Then the integration reports inactive coverage
    And the last call was sent 1 time

  @id:osigu-client-inactive-stops @clause:OSG-50 @sad-path @integrator
  Scenario: The client asks for no authorization where the coverage is inactive
    Given an integration of Osigu's API
    When the integration asks the mock sponsor for a medication for the beneficiary with expired coverage
    Then no pre-authorization was begun
    And the integration reports inactive coverage

  @id:osigu-client-missing-indication @clause:OSG-52 @sad-path @integrator
  Scenario: A missing indication leaves the request undecided
    Given an integration of Osigu's API
    When the integration asks the mock sponsor for a medication without the indication
    Then the integration reports that the indication is missing
    And the integration holds its request to be undecided

  @id:osigu-client-rejection @clause:OSG-54 @sad-path @integrator
  Scenario Outline: The user hears why the sponsor rejected <products>
    Given an integration of Osigu's API
    When the integration asks the mock sponsor for <products>
    Then the integration reports <report>
    And the user is shown the reason of the rejection

    Examples:
      | case  | products                             | report             |
      | whole | a rejected medication                | a rejection        |
      | part  | a lab test and a rejected medication | a partial approval |

  @id:osigu-client-dispensed-twice @clause:OSG-56 @clause:OSG-81 @sad-path @integrator
  Scenario: The user hears that a code is used already, and the client does not try again
    Given an integration of Osigu's API
    And the integration has asked the mock sponsor for a medication
    And the integration has dispensed the code
    When the integration dispenses the code once more
    Then the integration reports that the code is used already
    And the user is shown the error code of the refusal
    And the last call was sent 1 time

  @id:osigu-client-unknown-code @clause:OSG-81 @sad-path @integrator
  Scenario: The user hears that a code is unknown, and the client does not try again
    Given an integration of Osigu's API
    And the integration has searched for the active beneficiary
    When the integration dispenses an unknown code
    Then the integration reports that the code is not known
    And the user is shown the error code of the refusal
    And the last call was sent 1 time

  @id:osigu-client-unregistered @clause:OSG-81 @sad-path @integrator
  Scenario: The user is shown the error code of an unregistered product
    Given an integration of Osigu's API
    When the integration asks the mock sponsor for an unregistered medication
    Then the integration reports a refusal
    And the user is shown the error code "071-104"
    And the last call was sent 1 time
