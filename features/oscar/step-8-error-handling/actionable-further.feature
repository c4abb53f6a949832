@oscar
Feature: Further invalid requests
  The guide lists six triggers of an ACTIONABLE refusal and says of invalid data in general that it gets a structured
  answer. What else is invalid is our reading of the API, so a real environment that decides otherwise is told of it
  and not blamed for it.

  @id:oscar-actionable-unknown-member @clause:OSC-40 @clause:OSC-41 @sad-path @vendor
  Scenario Outline: Nobody can <call> for an unknown Oscar id
    Given a request to <call> that Oscar accepts
    When the same request is sent for an Oscar id that nobody has
    Then the call is refused as actionable
    And the refusal carries an error code

    Examples:
      | case            | call                        |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-actionable-no-member @clause:OSC-40 @clause:OSC-41 @sad-path @vendor
  Scenario Outline: Nobody can <call> without an Oscar id
    Given a request to <call> that Oscar accepts
    When the same request is sent without the Oscar id
    Then the call is refused as actionable
    And the refusal names the field "oscar_id"

    Examples:
      | case            | call                        |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-actionable-not-json @clause:OSC-40 @clause:OSC-41 @sad-path @vendor
  Scenario Outline: Nobody can <call> with a body that is not JSON
    Given a request to <call> that Oscar accepts
    When the same request is sent as malformed JSON
    Then the call is refused as actionable
    And the refusal carries an error code

    Examples:
      | case            | call                        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-actionable-preference @clause:OSC-40 @clause:OSC-41 @clause:OSC-48 @clause:OSC-49 @sad-path @vendor
  Scenario Outline: A payment preference <defect> is refused
    Given a request to set the payment preference that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "<field>"

    Examples:
      | case           | defect                               | field                |
      | no-choice      | without a choice of autopay          | is_autopay_enabled   |
      | no-owner       | without a payment method owner       | payment_method_owner |
      | choice-is-text | with a meaningless choice of autopay | is_autopay_enabled   |

  @id:oscar-actionable-value @clause:OSC-40 @clause:OSC-41 @clause:OSC-48 @clause:OSC-49 @sad-path @vendor
  Scenario Outline: An enrollment <defect> is refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "<field>"

    Examples:
      | case       | defect                         | field             |
      | birth-date | with a malformed date of birth | date_of_birth     |
      | plan       | with a malformed HIOS plan id  | hios_id           |
      | relation   | with an unknown relationship   | relationship_type |

  @id:oscar-actionable-dependent-ssn @clause:OSC-22 @clause:OSC-40 @clause:OSC-41 @sad-path @vendor
  Scenario Outline: A dependent <defect> cannot join an enrollment
    Given a request to update the membership that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    And the refusal names the field "ssn"

    Examples:
      | case        | defect                  |
      | not-numeric | with a non-numeric SSN  |
      | too-short   | with an SSN of 8 digits |
