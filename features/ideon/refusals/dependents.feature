@ideon
Feature: Dependents who are not accepted
  A dependent has an external identifier, a last name, a gender, a birth date and a relationship to the subscriber.

  @id:ideon-refusals-dependent-missing @clause:IDN-182 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new dependent without <member> is refused
    Given a complete request to create a dependent that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-dependent
    Examples:
      | case                               | member                                          |
      | dependent                          | dependent                                       |
      | birth-date                         | dependent.birth_date                            |
      | emails-contact                     | dependent.emails.[0].contact                    |
      | emails-type                        | dependent.emails.[0].type                       |
      | external-identifier                | dependent.external_identifier                   |
      | gender                             | dependent.gender                                |
      | last-name                          | dependent.last_name                             |
      | medicare-coverages                 | dependent.medicare.coverages                    |
      | medicare-coverages-start-date      | dependent.medicare.coverages.[0].start_date     |
      | medicare-coverages-type            | dependent.medicare.coverages.[0].type           |
      | phone-numbers-contact              | dependent.phone_numbers.[0].contact             |
      | phone-numbers-type                 | dependent.phone_numbers.[0].type                |
      | residential-address-address-line-1 | dependent.residential_address.address_line_1    |
      | residential-address-city           | dependent.residential_address.city              |
      | residential-address-state          | dependent.residential_address.state             |
      | residential-address-zip            | dependent.residential_address.zip               |
      | schools-emails-contact             | dependent.schools.[0].emails.[0].contact        |
      | schools-emails-type                | dependent.schools.[0].emails.[0].type           |
      | schools-name                       | dependent.schools.[0].name                      |
      | schools-phone-numbers-contact      | dependent.schools.[0].phone_numbers.[0].contact |
      | schools-phone-numbers-type         | dependent.schools.[0].phone_numbers.[0].type    |
      | subscriber-relationship            | dependent.subscriber_relationship               |
    # generated: end

  @id:ideon-refusals-dependent-wrong @clause:IDN-182 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new dependent with <value> as <member> is refused
    Given a complete request to create a dependent that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-dependent
    Examples:
      | case                                     | member                                             | value              |
      | dependent                                | dependent                                          | a text             |
      | birth-date                               | dependent.birth_date                               | a number           |
      | citizenship-status                       | dependent.citizenship_status                       | an unknown word    |
      | emails                                   | dependent.emails                                   | a text             |
      | emails-contact                           | dependent.emails.[0].contact                       | a number           |
      | emails-type                              | dependent.emails.[0].type                          | an unknown word    |
      | external-identifier                      | dependent.external_identifier                      | a number           |
      | first-name                               | dependent.first_name                               | a number           |
      | gender                                   | dependent.gender                                   | an unknown word    |
      | handicapped                              | dependent.handicapped                              | a text             |
      | height                                   | dependent.height                                   | a text             |
      | languages                                | dependent.languages                                | a text             |
      | languages-language                       | dependent.languages.[0].language                   | a number           |
      | languages-language-proficiency           | dependent.languages.[0].language_proficiency       | an unknown word    |
      | last-name                                | dependent.last_name                                | a number           |
      | mailing-address                          | dependent.mailing_address                          | a text             |
      | mailing-address-country-code             | dependent.mailing_address.country_code             | an unknown country |
      | medicare                                 | dependent.medicare                                 | a text             |
      | medicare-coverages                       | dependent.medicare.coverages                       | a text             |
      | medicare-coverages-end-date              | dependent.medicare.coverages.[0].end_date          | a number           |
      | medicare-coverages-start-date            | dependent.medicare.coverages.[0].start_date        | a number           |
      | medicare-coverages-type                  | dependent.medicare.coverages.[0].type              | an unknown word    |
      | medicare-eligibility                     | dependent.medicare.eligibility                     | an unknown word    |
      | medicare-eligibility-start-date          | dependent.medicare.eligibility_start_date          | a number           |
      | medicare-enrolled                        | dependent.medicare.enrolled                        | a text             |
      | medicare-medicare-beneficiary-identifier | dependent.medicare.medicare_beneficiary_identifier | a number           |
      | middle-name                              | dependent.middle_name                              | a number           |
      | name-prefix                              | dependent.name_prefix                              | a number           |
      | name-suffix                              | dependent.name_suffix                              | a number           |
      | phone-numbers                            | dependent.phone_numbers                            | a text             |
      | phone-numbers-contact                    | dependent.phone_numbers.[0].contact                | a number           |
      | phone-numbers-type                       | dependent.phone_numbers.[0].type                   | an unknown word    |
      | race-ethnicity                           | dependent.race_ethnicity                           | an unknown word    |
      | residential-address                      | dependent.residential_address                      | a text             |
      | residential-address-address-line-1       | dependent.residential_address.address_line_1       | a number           |
      | residential-address-address-line-2       | dependent.residential_address.address_line_2       | a number           |
      | residential-address-city                 | dependent.residential_address.city                 | a number           |
      | residential-address-country-code         | dependent.residential_address.country_code         | an unknown country |
      | residential-address-fips-county-code     | dependent.residential_address.fips_county_code     | a number           |
      | residential-address-state                | dependent.residential_address.state                | a number           |
      | residential-address-zip                  | dependent.residential_address.zip                  | a number           |
      | schools                                  | dependent.schools                                  | a text             |
      | schools-address                          | dependent.schools.[0].address                      | a text             |
      | schools-address-country-code             | dependent.schools.[0].address.country_code         | a number           |
      | schools-emails                           | dependent.schools.[0].emails                       | a text             |
      | schools-emails-contact                   | dependent.schools.[0].emails.[0].contact           | a number           |
      | schools-emails-type                      | dependent.schools.[0].emails.[0].type              | a number           |
      | schools-name                             | dependent.schools.[0].name                         | a number           |
      | schools-phone-numbers                    | dependent.schools.[0].phone_numbers                | a text             |
      | schools-phone-numbers-contact            | dependent.schools.[0].phone_numbers.[0].contact    | a number           |
      | schools-phone-numbers-type               | dependent.schools.[0].phone_numbers.[0].type       | an unknown word    |
      | social-security-number                   | dependent.social_security_number                   | a number           |
      | student-status                           | dependent.student_status                           | an unknown word    |
      | subscriber-relationship                  | dependent.subscriber_relationship                  | an unknown word    |
      | substance-abuse                          | dependent.substance_abuse                          | a text             |
      | tobacco-use                              | dependent.tobacco_use                              | a text             |
      | weight                                   | dependent.weight                                   | a text             |
    # generated: end

  @id:ideon-refusals-dependent-update-missing @clause:IDN-188 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A dependent's update without <member> is refused
    Given a complete request to update the dependent that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-dependent
    Examples:
      | case                               | member                                          |
      | dependent                          | dependent                                       |
      | birth-date                         | dependent.birth_date                            |
      | emails-contact                     | dependent.emails.[0].contact                    |
      | emails-type                        | dependent.emails.[0].type                       |
      | external-identifier                | dependent.external_identifier                   |
      | gender                             | dependent.gender                                |
      | last-name                          | dependent.last_name                             |
      | medicare-coverages                 | dependent.medicare.coverages                    |
      | medicare-coverages-start-date      | dependent.medicare.coverages.[0].start_date     |
      | medicare-coverages-type            | dependent.medicare.coverages.[0].type           |
      | phone-numbers-contact              | dependent.phone_numbers.[0].contact             |
      | phone-numbers-type                 | dependent.phone_numbers.[0].type                |
      | residential-address-address-line-1 | dependent.residential_address.address_line_1    |
      | residential-address-city           | dependent.residential_address.city              |
      | residential-address-state          | dependent.residential_address.state             |
      | residential-address-zip            | dependent.residential_address.zip               |
      | schools-emails-contact             | dependent.schools.[0].emails.[0].contact        |
      | schools-emails-type                | dependent.schools.[0].emails.[0].type           |
      | schools-name                       | dependent.schools.[0].name                      |
      | schools-phone-numbers-contact      | dependent.schools.[0].phone_numbers.[0].contact |
      | schools-phone-numbers-type         | dependent.schools.[0].phone_numbers.[0].type    |
      | subscriber-relationship            | dependent.subscriber_relationship               |
    # generated: end

  @id:ideon-refusals-dependent-update-wrong @clause:IDN-188 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A dependent's update with <value> as <member> is refused
    Given a complete request to update the dependent that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-dependent
    Examples:
      | case                                     | member                                             | value              |
      | dependent                                | dependent                                          | a text             |
      | birth-date                               | dependent.birth_date                               | a number           |
      | citizenship-status                       | dependent.citizenship_status                       | an unknown word    |
      | emails                                   | dependent.emails                                   | a text             |
      | emails-contact                           | dependent.emails.[0].contact                       | a number           |
      | emails-type                              | dependent.emails.[0].type                          | an unknown word    |
      | external-identifier                      | dependent.external_identifier                      | a number           |
      | first-name                               | dependent.first_name                               | a number           |
      | gender                                   | dependent.gender                                   | an unknown word    |
      | handicapped                              | dependent.handicapped                              | a text             |
      | height                                   | dependent.height                                   | a text             |
      | languages                                | dependent.languages                                | a text             |
      | languages-language                       | dependent.languages.[0].language                   | a number           |
      | languages-language-proficiency           | dependent.languages.[0].language_proficiency       | an unknown word    |
      | last-name                                | dependent.last_name                                | a number           |
      | mailing-address                          | dependent.mailing_address                          | a text             |
      | mailing-address-country-code             | dependent.mailing_address.country_code             | an unknown country |
      | medicare                                 | dependent.medicare                                 | a text             |
      | medicare-coverages                       | dependent.medicare.coverages                       | a text             |
      | medicare-coverages-end-date              | dependent.medicare.coverages.[0].end_date          | a number           |
      | medicare-coverages-start-date            | dependent.medicare.coverages.[0].start_date        | a number           |
      | medicare-coverages-type                  | dependent.medicare.coverages.[0].type              | an unknown word    |
      | medicare-eligibility                     | dependent.medicare.eligibility                     | an unknown word    |
      | medicare-eligibility-start-date          | dependent.medicare.eligibility_start_date          | a number           |
      | medicare-enrolled                        | dependent.medicare.enrolled                        | a text             |
      | medicare-medicare-beneficiary-identifier | dependent.medicare.medicare_beneficiary_identifier | a number           |
      | middle-name                              | dependent.middle_name                              | a number           |
      | name-prefix                              | dependent.name_prefix                              | a number           |
      | name-suffix                              | dependent.name_suffix                              | a number           |
      | phone-numbers                            | dependent.phone_numbers                            | a text             |
      | phone-numbers-contact                    | dependent.phone_numbers.[0].contact                | a number           |
      | phone-numbers-type                       | dependent.phone_numbers.[0].type                   | an unknown word    |
      | race-ethnicity                           | dependent.race_ethnicity                           | an unknown word    |
      | residential-address                      | dependent.residential_address                      | a text             |
      | residential-address-address-line-1       | dependent.residential_address.address_line_1       | a number           |
      | residential-address-address-line-2       | dependent.residential_address.address_line_2       | a number           |
      | residential-address-city                 | dependent.residential_address.city                 | a number           |
      | residential-address-country-code         | dependent.residential_address.country_code         | an unknown country |
      | residential-address-fips-county-code     | dependent.residential_address.fips_county_code     | a number           |
      | residential-address-state                | dependent.residential_address.state                | a number           |
      | residential-address-zip                  | dependent.residential_address.zip                  | a number           |
      | schools                                  | dependent.schools                                  | a text             |
      | schools-address                          | dependent.schools.[0].address                      | a text             |
      | schools-address-country-code             | dependent.schools.[0].address.country_code         | a number           |
      | schools-emails                           | dependent.schools.[0].emails                       | a text             |
      | schools-emails-contact                   | dependent.schools.[0].emails.[0].contact           | a number           |
      | schools-emails-type                      | dependent.schools.[0].emails.[0].type              | a number           |
      | schools-name                             | dependent.schools.[0].name                         | a number           |
      | schools-phone-numbers                    | dependent.schools.[0].phone_numbers                | a text             |
      | schools-phone-numbers-contact            | dependent.schools.[0].phone_numbers.[0].contact    | a number           |
      | schools-phone-numbers-type               | dependent.schools.[0].phone_numbers.[0].type       | an unknown word    |
      | social-security-number                   | dependent.social_security_number                   | a number           |
      | student-status                           | dependent.student_status                           | an unknown word    |
      | subscriber-relationship                  | dependent.subscriber_relationship                  | an unknown word    |
      | substance-abuse                          | dependent.substance_abuse                          | a text             |
      | tobacco-use                              | dependent.tobacco_use                              | a text             |
      | weight                                   | dependent.weight                                   | a text             |
    # generated: end
