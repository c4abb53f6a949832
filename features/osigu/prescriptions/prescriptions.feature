@osigu
Feature: Prescriptions
  A doctor prescribes medications that the provider has registered, and a pharmacy dispenses them by the prescription's
  code. Version 1.1 asks for the patient's consent as well, and version 2 for a signed hash besides.

  @id:osigu-prescriptions-issued @clause:OSG-40 @happy-path @vendor
  Scenario Outline: A <version> prescription is issued with a code
    Given a patient
    When a <version> prescription is created
    Then the call succeeds
    And the prescription is issued as <version>

    Examples:
      | case | version |
      | v1   | v1      |
      | v1-1 | v1.1    |
      | v2   | v2      |

  @id:osigu-prescriptions-content @clause:OSG-40 @happy-path @vendor
  Scenario: A prescription shows its patient, its diagnosis and its medications
    Given a patient
    When a v1 prescription is created
    Then the prescription shows what was prescribed

  @id:osigu-prescriptions-consent @clause:OSG-40 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A <version> prescription <defect> is refused
    Given a patient
    And a <version> prescription that Osigu accepts
    When a <version> prescription is created <defect>
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case               | version | defect                                  |
      | v1-1-no-consent    | v1.1    | without the patient's consent           |
      | v1-1-refused       | v1.1    | with a consent that the patient refused |
      | v2-no-consent      | v2      | without the patient's consent           |
      | v2-no-hash         | v2      | without the signed hash                 |

  @id:osigu-prescriptions-invalid @clause:OSG-40 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A prescription <defect> is refused
    Given a patient
    And a v1 prescription that Osigu accepts
    When a v1 prescription is created <defect>
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case                | defect                  |
      | without-diagnosis   | without a diagnosis     |
      | without-medications | without medications     |
      | zero-quantity       | with a quantity of zero |

  @id:osigu-prescriptions-unregistered @clause:OSX-4 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A <version> prescription of an unregistered medication is refused with code 071-104
    Given a patient
    And a <version> prescription that Osigu accepts
    When a <version> prescription is created of an unregistered medication
    Then the call is refused with 422
    And the refusal carries the error code "071-104"

    Examples:
      | case | version |
      | v1   | v1      |
      | v1-1 | v1.1    |
      | v2   | v2      |

  @id:osigu-prescriptions-unknown-patient @clause:OSG-40 @clause:OSG-80 @sad-path @vendor
  Scenario: A prescription for an unknown patient is refused
    Given a patient
    And a v1 prescription that Osigu accepts
    When a v1 prescription is created for an unknown patient
    Then the call is refused with 404 or 422

  @id:osigu-prescriptions-dispensed @clause:OSG-41 @clause:OSX-6 @happy-path @vendor
  Scenario: The code of a prescription can be dispensed
    Given an issued prescription
    When the dispensation of the code is started
    Then the call succeeds
    And the dispensation has started on a prescription code

  @id:osigu-prescriptions-no-claim @clause:OSG-41 @clause:OSX-7 @happy-path @vendor
  Scenario: A dispensed prescription makes no claim
    Given an issued prescription
    And a started dispensation
    When the dispensation is completed
    Then the call succeeds
    And the dispensation has made no claim

  @id:osigu-prescriptions-dispensed-twice @clause:OSG-55 @clause:OSG-80 @sad-path @vendor
  Scenario: A prescription that is being dispensed is not dispensed a second time
    Given an issued prescription
    And a started dispensation
    When another dispensation of the same code is started
    Then the call is refused with 409

  @id:osigu-prescriptions-redeemed @clause:OSG-41 @clause:OSG-80 @sad-path @vendor
  Scenario: A prescription that was dispensed is not dispensed again
    Given an issued prescription
    And a completed dispensation
    When another dispensation of the same code is started
    Then the call is refused with 409 or 422
