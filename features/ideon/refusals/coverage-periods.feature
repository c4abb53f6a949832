@ideon
Feature: Coverage periods that are not accepted
  A coverage period has a carrier and a start date, and some of its values come from fixed lists.

  @id:ideon-refusals-period-missing @clause:IDN-70 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new coverage period without <member> is refused
    Given a complete request to create a coverage period that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-coverage-period
    Examples:
      | case                             | member                                           |
      | coverage-period                  | coverage_period                                  |
      | carrier-name                     | coverage_period.carrier_name                     |
      | coverage-start-date              | coverage_period.coverage_start_date              |
      | group-application-signature-date | coverage_period.group_application_signature.date |
      | group-application-signature-name | coverage_period.group_application_signature.name |
    # generated: end

  @id:ideon-refusals-period-wrong @clause:IDN-70 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new coverage period with <value> as <member> is refused
    Given a complete request to create a coverage period that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-coverage-period
    Examples:
      | case                              | member                                            | value           |
      | coverage-period                   | coverage_period                                   | a text          |
      | additional-information            | coverage_period.additional_information            | a text          |
      | carrier-group-number              | coverage_period.carrier_group_number              | a number        |
      | carrier-name                      | coverage_period.carrier_name                      | an unknown word |
      | coverage-end-date                 | coverage_period.coverage_end_date                 | a number        |
      | coverage-start-date               | coverage_period.coverage_start_date               | a number        |
      | enrollment-type                   | coverage_period.enrollment_type                   | an unknown word |
      | external-identifier               | coverage_period.external_identifier               | a number        |
      | group-application-signature       | coverage_period.group_application_signature       | a text          |
      | group-application-signature-date  | coverage_period.group_application_signature.date  | a number        |
      | group-application-signature-name  | coverage_period.group_application_signature.name  | a number        |
      | group-application-signature-title | coverage_period.group_application_signature.title | a number        |
      | open-enrollment-end-date          | coverage_period.open_enrollment_end_date          | a number        |
      | open-enrollment-start-date        | coverage_period.open_enrollment_start_date        | a number        |
    # generated: end

  @id:ideon-refusals-period-update-missing @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A coverage period's update without <member> is refused
    Given a complete request to update the coverage period that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-coverage-period
    Examples:
      | case                             | member                                           |
      | coverage-period                  | coverage_period                                  |
      | group-application-signature-date | coverage_period.group_application_signature.date |
      | group-application-signature-name | coverage_period.group_application_signature.name |
    # generated: end

  @id:ideon-refusals-period-update-wrong @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A coverage period's update with <value> as <member> is refused
    Given a complete request to update the coverage period that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-coverage-period
    Examples:
      | case                              | member                                            | value           |
      | coverage-period                   | coverage_period                                   | a text          |
      | additional-information            | coverage_period.additional_information            | a text          |
      | carrier-group-number              | coverage_period.carrier_group_number              | a number        |
      | coverage-end-date                 | coverage_period.coverage_end_date                 | a number        |
      | coverage-start-date               | coverage_period.coverage_start_date               | a number        |
      | enrollment-type                   | coverage_period.enrollment_type                   | an unknown word |
      | external-identifier               | coverage_period.external_identifier               | a number        |
      | group-application-signature       | coverage_period.group_application_signature       | a text          |
      | group-application-signature-date  | coverage_period.group_application_signature.date  | a number        |
      | group-application-signature-name  | coverage_period.group_application_signature.name  | a number        |
      | group-application-signature-title | coverage_period.group_application_signature.title | a number        |
      | open-enrollment-end-date          | coverage_period.open_enrollment_end_date          | a number        |
      | open-enrollment-start-date        | coverage_period.open_enrollment_start_date        | a number        |
    # generated: end

  @id:ideon-refusals-period-carrier @clause:IDN-288 @clause:IDN-22 @sad-path @vendor
  Scenario: A new coverage period without its carrier in the query is refused
    Given a request to create a coverage period that Ideon accepts
    When the same request is made without its query
    Then the call is refused with 400 or 422
    And the refusal is one error

  @id:ideon-refusals-period-other-carrier @clause:IDN-289 @clause:IDN-22 @sad-path @vendor
  Scenario: A new coverage period with an unknown carrier in the query is refused
    Given a request to create a coverage period that Ideon accepts
    When the same request is made with an unknown word in its query
    Then the call is refused with 422 or 400
    And the refusal is one error
