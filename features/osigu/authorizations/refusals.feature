@osigu
Feature: Pre-authorization requests that are refused
  A request that lacks something is refused, and so is a step that comes when the request is already decided. Each
  scenario first has a valid request accepted, so that the refusal is about the defect and about nothing else.

  @id:osigu-authorization-unregistered-product @clause:OSX-4 @clause:OSG-80 @sad-path @vendor
  Scenario: A product that the provider has not registered is refused with code 071-104
    Given an open request for a medication
    When a pre-authorization for an unregistered medication is requested
    Then the call is refused with 422
    And the refusal carries the error code "071-104"

  @id:osigu-authorization-invalid @clause:OSG-37 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A request <defect> is refused
    Given an open request for a medication
    When a pre-authorization is requested <defect>
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case                | defect                         |
      | without-beneficiary | without a beneficiary          |
      | without-sponsor     | without a sponsor              |
      | without-diagnosis   | without a diagnosis            |
      | without-products    | without products               |
      | empty-products      | with an empty list of products |
      | without-code        | without a product code         |
      | unknown-type        | with an unknown product type   |
      | zero-quantity       | with a quantity of zero        |

  @id:osigu-authorization-unknown-beneficiary @clause:OSG-37 @clause:OSG-80 @sad-path @vendor
  Scenario: A request for somebody whom Osigu does not know is refused
    Given an open request for a medication
    When a pre-authorization is requested for an unknown beneficiary
    Then the call is refused with 404 or 422

  @id:osigu-authorization-unknown-sponsor @clause:OSG-37 @sad-path @vendor
  Scenario: A request to a sponsor that does not exist is refused
    Given an open request for a medication
    When a pre-authorization is requested to an unknown sponsor
    Then the call is refused with 404 or 422

  @id:osigu-authorization-unknown-request @clause:OSG-80 @sad-path @vendor
  Scenario: A request that nobody opened is unknown
    Given an open request for a medication
    When an unknown request is read
    Then the call is refused with 404

  @id:osigu-authorization-completed-twice @clause:OSX-5 @sad-path @vendor
  Scenario: A decided request is not completed again
    Given an open request for a medication
    And the indication is attached
    And the request is completed
    When the request is completed again
    Then the call is refused with 409

  @id:osigu-authorization-late-indication @clause:OSX-5 @sad-path @vendor
  Scenario: A decided request takes no further indication
    Given an open request for a medication
    And the indication is attached
    And the request is completed
    When another indication is attached
    Then the call is refused with 409
