@ideon
Feature: Groups that are not accepted
  The reference does not print the body of a group. What must be there is told by other pages of Ideon's, and its types
  are those of the answer.

  @id:ideon-refusals-group-missing @clause:IDN-42 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new group without <member> is refused
    Given a complete request to create a group that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-group
    Examples:
      | case                                             | member                                                 |
      | group                                            | group                                                  |
      | employer                                         | group.employer                                         |
      | employer-census-eligible-employees               | group.employer.census.eligible_employees               |
      | employer-census-employees                        | group.employer.census.employees                        |
      | employer-census-full-time-equivalent-employees   | group.employer.census.full_time_equivalent_employees   |
      | employer-fein                                    | group.employer.fein                                    |
      | employer-organization-name                       | group.employer.organization_name                       |
      | external-identifier                              | group.external_identifier                              |
      | primary-location                                 | group.primary_location                                 |
      | primary-location-employer-address                | group.primary_location.employer_address                |
      | primary-location-employer-address-address-line-1 | group.primary_location.employer_address.address_line_1 |
      | primary-location-employer-address-city           | group.primary_location.employer_address.city           |
      | primary-location-employer-address-zip            | group.primary_location.employer_address.zip            |
      | primary-location-external-identifier             | group.primary_location.external_identifier             |
      | primary-location-type                            | group.primary_location.type                            |
    # generated: end

  @id:ideon-refusals-group-wrong @clause:IDN-42 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new group with <value> as <member> is refused
    Given a complete request to create a group that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-group
    Examples:
      | case                                                   | member                                                               | value           |
      | group                                                  | group                                                                | a text          |
      | employer                                               | group.employer                                                       | a text          |
      | employer-census                                        | group.employer.census                                                | a text          |
      | employer-census-eligible-employees                     | group.employer.census.eligible_employees                             | a text          |
      | employer-census-employees                              | group.employer.census.employees                                      | a text          |
      | employer-census-full-time-equivalent-employees         | group.employer.census.full_time_equivalent_employees                 | a text          |
      | employer-current-coverages                             | group.employer.current_coverages                                     | a text          |
      | employer-employed-20-or-more-for-half-of-previous-year | group.employer.employed_20_or_more_for_half_of_previous_year         | a text          |
      | employed-20-or-more-for-twenty-weeks-of-previous-year  | group.employer.employed_20_or_more_for_twenty_weeks_of_previous_year | a text          |
      | employer-employer-type                                 | group.employer.employer_type                                         | an unknown word |
      | employer-established-date                              | group.employer.established_date                                      | a number        |
      | employer-fein                                          | group.employer.fein                                                  | a number        |
      | employer-hours-required-for-eligibility                | group.employer.hours_required_for_eligibility                        | a text          |
      | employer-leave-of-absence-medical-coverage-months      | group.employer.leave_of_absence_medical_coverage_months              | an unknown word |
      | employer-leave-of-absence-personal-coverage-months     | group.employer.leave_of_absence_personal_coverage_months             | an unknown word |
      | employer-member-of-association                         | group.employer.member_of_association                                 | a text          |
      | employer-organization-name                             | group.employer.organization_name                                     | a number        |
      | employer-standard-industrial-classification-code       | group.employer.standard_industrial_classification_code               | a number        |
      | employer-subject-to-family-medical-leave-act           | group.employer.subject_to_family_medical_leave_act                   | a text          |
      | employer-wage-frequency                                | group.employer.wage_frequency                                        | an unknown word |
      | external-identifier                                    | group.external_identifier                                            | a number        |
      | general-agency                                         | group.general_agency                                                 | a text          |
      | group-setup                                            | group.group_setup                                                    | a text          |
      | insurance-market                                       | group.insurance_market                                               | a number        |
      | primary-location                                       | group.primary_location                                               | a text          |
      | primary-location-benefit-administrator                 | group.primary_location.benefit_administrator                         | a text          |
      | primary-location-billing-administrator                 | group.primary_location.billing_administrator                         | a text          |
      | primary-location-employer-address                      | group.primary_location.employer_address                              | a text          |
      | primary-location-employer-address-address-line-1       | group.primary_location.employer_address.address_line_1               | a number        |
      | primary-location-employer-address-city                 | group.primary_location.employer_address.city                         | a number        |
      | primary-location-employer-address-zip                  | group.primary_location.employer_address.zip                          | a number        |
      | primary-location-external-identifier                   | group.primary_location.external_identifier                           | a number        |
      | primary-location-mailing-address                       | group.primary_location.mailing_address                               | a text          |
      | primary-location-type                                  | group.primary_location.type                                          | a number        |
      | producer-agency                                        | group.producer_agency                                                | a text          |
      | producers-of-record                                    | group.producers_of_record                                            | a text          |
      | secondary-locations                                    | group.secondary_locations                                            | a text          |
    # generated: end

  @id:ideon-refusals-installment-missing @clause:IDN-59 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new group installment without <member> is refused
    Given a complete request to create a group installment that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-group-installment
    Examples:
      | case                                             | member                                                 |
      | employer                                         | group.employer                                         |
      | employer-fein                                    | group.employer.fein                                    |
      | employer-organization-name                       | group.employer.organization_name                       |
      | external-identifier                              | group.external_identifier                              |
      | primary-location                                 | group.primary_location                                 |
      | primary-location-employer-address                | group.primary_location.employer_address                |
      | primary-location-employer-address-address-line-1 | group.primary_location.employer_address.address_line_1 |
      | primary-location-employer-address-city           | group.primary_location.employer_address.city           |
      | primary-location-employer-address-zip            | group.primary_location.employer_address.zip            |
      | primary-location-external-identifier             | group.primary_location.external_identifier             |
      | primary-location-type                            | group.primary_location.type                            |
    # generated: end

  @id:ideon-refusals-installment-wrong @clause:IDN-59 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new group installment with <value> as <member> is refused
    Given a complete request to create a group installment that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-group-installment
    Examples:
      | case                                             | member                                                 | value    |
      | employer                                         | group.employer                                         | a text   |
      | employer-fein                                    | group.employer.fein                                    | a number |
      | employer-organization-name                       | group.employer.organization_name                       | a number |
      | external-identifier                              | group.external_identifier                              | a number |
      | primary-location                                 | group.primary_location                                 | a text   |
      | primary-location-employer-address                | group.primary_location.employer_address                | a text   |
      | primary-location-employer-address-address-line-1 | group.primary_location.employer_address.address_line_1 | a number |
      | primary-location-employer-address-city           | group.primary_location.employer_address.city           | a number |
      | primary-location-employer-address-zip            | group.primary_location.employer_address.zip            | a number |
      | primary-location-external-identifier             | group.primary_location.external_identifier             | a number |
      | primary-location-type                            | group.primary_location.type                            | a number |
    # generated: end

  @id:ideon-refusals-installment-update-missing @clause:IDN-64 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A group installment's update without <member> is refused
    Given a complete request to update the group installment that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-group-installment
    Examples:
      | case                                             | member                                                 |
      | employer                                         | group.employer                                         |
      | employer-fein                                    | group.employer.fein                                    |
      | employer-organization-name                       | group.employer.organization_name                       |
      | external-identifier                              | group.external_identifier                              |
      | primary-location                                 | group.primary_location                                 |
      | primary-location-employer-address                | group.primary_location.employer_address                |
      | primary-location-employer-address-address-line-1 | group.primary_location.employer_address.address_line_1 |
      | primary-location-employer-address-city           | group.primary_location.employer_address.city           |
      | primary-location-employer-address-zip            | group.primary_location.employer_address.zip            |
      | primary-location-external-identifier             | group.primary_location.external_identifier             |
      | primary-location-type                            | group.primary_location.type                            |
    # generated: end

  @id:ideon-refusals-installment-update-wrong @clause:IDN-64 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A group installment's update with <value> as <member> is refused
    Given a complete request to update the group installment that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-group-installment
    Examples:
      | case                                             | member                                                 | value    |
      | employer                                         | group.employer                                         | a text   |
      | employer-fein                                    | group.employer.fein                                    | a number |
      | employer-organization-name                       | group.employer.organization_name                       | a number |
      | external-identifier                              | group.external_identifier                              | a number |
      | primary-location                                 | group.primary_location                                 | a text   |
      | primary-location-employer-address                | group.primary_location.employer_address                | a text   |
      | primary-location-employer-address-address-line-1 | group.primary_location.employer_address.address_line_1 | a number |
      | primary-location-employer-address-city           | group.primary_location.employer_address.city           | a number |
      | primary-location-employer-address-zip            | group.primary_location.employer_address.zip            | a number |
      | primary-location-external-identifier             | group.primary_location.external_identifier             | a number |
      | primary-location-type                            | group.primary_location.type                            | a number |
    # generated: end

  @id:ideon-refusals-location-missing @clause:IDN-54 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new location without <member> is refused
    Given a complete request to create a location that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-location
    Examples:
      | case                            | member                                   |
      | location                        | location                                 |
      | employer-address                | location.employer_address                |
      | employer-address-address-line-1 | location.employer_address.address_line_1 |
      | employer-address-city           | location.employer_address.city           |
      | employer-address-zip            | location.employer_address.zip            |
      | external-identifier             | location.external_identifier             |
      | type                            | location.type                            |
    # generated: end

  @id:ideon-refusals-location-wrong @clause:IDN-54 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new location with <value> as <member> is refused
    Given a complete request to create a location that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-location
    Examples:
      | case                            | member                                   | value    |
      | location                        | location                                 | a text   |
      | benefit-administrator           | location.benefit_administrator           | a text   |
      | billing-administrator           | location.billing_administrator           | a text   |
      | employer-address                | location.employer_address                | a text   |
      | employer-address-address-line-1 | location.employer_address.address_line_1 | a number |
      | employer-address-city           | location.employer_address.city           | a number |
      | employer-address-zip            | location.employer_address.zip            | a number |
      | external-identifier             | location.external_identifier             | a number |
      | mailing-address                 | location.mailing_address                 | a text   |
      | type                            | location.type                            | a number |
    # generated: end

  @id:ideon-refusals-group-fein @clause:IDN-285 @clause:IDN-42 @clause:IDN-22 @sad-path @vendor
  Scenario Outline: A group whose FEIN is <number> is refused
    Given a request to create a group that Ideon accepts
    When the same request is made with <number> as "group.employer.fein"
    Then the call is refused with 422
    And the refusal names "group.employer.fein"

    Examples:
      | case    | number                    |
      | short   | a number of eight digits  |
      | long    | a number of ten digits    |
      | letters | a text                    |
