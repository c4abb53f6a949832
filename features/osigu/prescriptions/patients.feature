@osigu
Feature: Patients
  A prescription is for a patient, who is registered once and found again by the number of a document.

  @id:osigu-prescriptions-patient @clause:OSG-40 @happy-path @vendor
  Scenario: A patient who was created is found by document number
    Given a new patient
    When the patient is looked up by document number
    Then the call succeeds
    And the patient is found

  @id:osigu-prescriptions-patient-unknown @clause:OSG-40 @sad-path @vendor
  Scenario: A document number under which nobody is registered finds nobody
    Given a new patient
    When the patient is looked up by document number
    Then the patient is found
    When an unknown document number is looked up
    Then no patient is found

  @id:osigu-prescriptions-patient-twice @clause:OSG-40 @clause:OSG-80 @sad-path @vendor
  Scenario: A document number is not registered twice
    Given a new patient
    When the same patient is created again
    Then the call is refused with 409 or 422

  @id:osigu-prescriptions-patient-invalid @clause:OSG-40 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A patient <defect> is refused
    Given a new patient
    When a patient is created <defect>
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case           | defect                               |
      | without-name   | without a first name                 |
      | without-number | without a document number            |
      | no-date        | with a date of birth that is no date |
