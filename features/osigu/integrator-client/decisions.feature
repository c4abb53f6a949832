@osigu
Feature: The client waits for the sponsor's decision
  PENDING_SPONSOR is no decision. The decision comes by an event that names the client's own request, or is read later;
  until then the client treats the request as undecided.

  @id:osigu-client-pending @clause:OSG-65 @sad-path @integrator
  Scenario: PENDING_SPONSOR is no decision
    Given an integration of Osigu's API
    When the integration asks the asynchronous sponsor for a medication
    Then the integration reports that the sponsor has not decided
    And the integration holds its request to be undecided

  @id:osigu-client-pending-read @clause:OSG-65 @sad-path @integrator
  Scenario: A request that is read before the decision stays undecided
    Given an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a medication
    And 10 seconds pass
    When the integration reads its request
    Then the integration holds its request to be undecided

  @id:osigu-client-decided @clause:OSG-65 @happy-path @integrator
  Scenario Outline: The event about the request decides it as <standing>
    Given a subscription to "authorization.*"
    And an integration of Osigu's API
    When the integration asks the asynchronous sponsor for <products>
    Then the integration holds its request to be undecided
    When the decision reaches the integration
    Then the integration holds its request to be <standing>
    When the integration reads its request
    Then the integration holds its request to be <standing>

    Examples:
      | case     | products              | standing |
      | approved | a medication          | approved |
      | rejected | a rejected medication | rejected |

  @id:osigu-client-decided-why @clause:OSG-54 @clause:OSG-65 @sad-path @integrator
  Scenario: The user hears the reason of a rejection that comes later
    Given a subscription to "authorization.*"
    And an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a rejected medication
    When the decision reaches the integration
    Then the integration holds its request to be rejected
    And the user is shown the reason of the rejection

  @id:osigu-client-decided-by-reading @clause:OSG-65 @happy-path @integrator
  Scenario: A decision whose event does not come is found by reading
    Given an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a medication
    And 60 seconds pass
    When the integration reads its request
    Then the integration holds its request to be approved

  @id:osigu-client-other-request @clause:OSG-65 @sad-path @integrator
  Scenario: The decision about another request decides nothing
    Given a subscription to "authorization.*"
    And an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a rejected medication
    When the approval of another request reaches the integration
    Then the integration holds its request to be undecided
    When the decision reaches the integration
    Then the integration holds its request to be rejected

  @id:osigu-client-other-environment @clause:OSX-14 @sad-path @integrator
  Scenario: An event of the other environment decides nothing
    Given a subscription to "authorization.*"
    And an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a rejected medication
    When an approval of the other environment reaches the integration
    Then the integration holds its request to be undecided
    When the decision reaches the integration
    Then the integration holds its request to be rejected

  @id:osigu-client-same-event @clause:OSG-61 @sad-path @integrator
  Scenario: An event that comes twice is known the second time
    Given a subscription to "authorization.*"
    And an integration of Osigu's API
    And the integration has asked the asynchronous sponsor for a medication
    When the decision reaches the integration
    Then the integration reports success
    When the same event reaches the integration again
    Then the integration reports that it knows the event already
    And the integration holds its request to be approved
