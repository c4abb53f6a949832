@osigu
Feature: Claims that are refused
  Only an open claim can be completed or voided, and only registered products can be claimed. Each scenario first opens
  a valid claim, and does to a claim that allows it what is then refused of another.

  @id:osigu-claims-done @clause:OSX-8 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A claim that was <before> is not <after>
    Given an open claim
    And the claim was <before>
    And another claim that was <after>
    When the claim is <after>
    Then the call is refused with 409 or 422

    Examples:
      | case           | before    | after     |
      | complete-twice | completed | completed |
      | complete-void  | completed | voided    |
      | void-complete  | voided    | completed |
      | void-twice     | voided    | voided    |

  @id:osigu-claims-done-read @clause:OSX-8 @sad-path @vendor
  Scenario: A completed claim that is to be voided stays completed
    Given an open claim
    And the claim was completed
    And another claim that was voided
    When the claim is voided
    Then the call is refused with 409 or 422
    When the claim is read
    Then the claim reads COMPLETED

  @id:osigu-claims-unknown @clause:OSG-43 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A claim that nobody opened is not <action>
    Given an open claim
    And another claim that was <action>
    When an unknown claim is <action>
    Then the call is refused with 404

    Examples:
      | case     | action    |
      | read     | read      |
      | complete | completed |
      | void     | voided    |

  @id:osigu-claims-unregistered @clause:OSX-4 @clause:OSG-80 @sad-path @vendor
  Scenario: A claim for a product that is not registered is refused with code 071-104
    Given an open claim
    When a claim is created of an unregistered medication
    Then the call is refused with 422
    And the refusal carries the error code "071-104"

  @id:osigu-claims-invalid @clause:OSG-43 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A claim <defect> is refused
    Given an open claim
    When a claim is created <defect>
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case                | defect                           |
      | without-beneficiary | without a beneficiary            |
      | without-items       | without line items               |
      | empty-items         | with an empty list of line items |
      | zero-quantity       | with a quantity of zero          |

  @id:osigu-claims-unknown-party @clause:OSG-43 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A claim that is made <defect> is refused
    Given an open claim
    When a claim is created <defect>
    Then the call is refused with 404 or 422

    Examples:
      | case          | defect                                 |
      | beneficiary   | for an unknown beneficiary             |
      | sponsor       | to an unknown sponsor                  |
      | authorization | of an authorization that nobody issued |

  @id:osigu-claims-not-approved @clause:OSG-43 @sad-path @vendor
  Scenario: An authorization that was voided is not claimed
    Given an open claim
    When a claim is created of an authorization that was voided
    Then the call is refused with 409 or 422

  @id:osigu-claims-claimed-twice @clause:OSG-43 @sad-path @vendor @simulated-only
  Scenario: An authorization that has a claim is not claimed again
    Given an open claim
    When a claim is created of an authorization that has a claim
    Then the call is refused with 409 or 422
