@ideon
Feature: Subscribers who are not accepted
  The required members of a dependent inside a new subscriber stand here too; its other members are spoiled where a
  dependent is created alone.

  @id:ideon-refusals-subscriber-missing @clause:IDN-162 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new subscriber without <member> is refused
    Given a complete request to create a subscriber that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-subscriber
    Examples:
      | case                                    | member                                             |
      | subscriber                              | subscriber                                         |
      | birth-date                              | subscriber.birth_date                              |
      | class-effective-date                    | subscriber.class.effective_date                    |
      | class-employment-classification-id      | subscriber.class.employment_classification_id      |
      | department-effective-date               | subscriber.department.effective_date               |
      | department-employment-classification-id | subscriber.department.employment_classification_id |
      | dependents-birth-date                   | subscriber.dependents.[0].birth_date               |
      | dependents-external-identifier          | subscriber.dependents.[0].external_identifier      |
      | dependents-gender                       | subscriber.dependents.[0].gender                   |
      | dependents-last-name                    | subscriber.dependents.[0].last_name                |
      | dependents-subscriber-relationship      | subscriber.dependents.[0].subscriber_relationship  |
      | division-effective-date                 | subscriber.division.effective_date                 |
      | division-employment-classification-id   | subscriber.division.employment_classification_id   |
      | emails-contact                          | subscriber.emails.[0].contact                      |
      | emails-type                             | subscriber.emails.[0].type                         |
      | employment-details                      | subscriber.employment_details                      |
      | employment-details-start-date           | subscriber.employment_details.start_date           |
      | employment-details-status               | subscriber.employment_details.status               |
      | external-identifier                     | subscriber.external_identifier                     |
      | gender                                  | subscriber.gender                                  |
      | last-name                               | subscriber.last_name                               |
      | location-id                             | subscriber.location_id                             |
      | medicare-coverages                      | subscriber.medicare.coverages                      |
      | medicare-coverages-start-date           | subscriber.medicare.coverages.[0].start_date       |
      | medicare-coverages-type                 | subscriber.medicare.coverages.[0].type             |
      | phone-numbers-contact                   | subscriber.phone_numbers.[0].contact               |
      | phone-numbers-type                      | subscriber.phone_numbers.[0].type                  |
      | residential-address                     | subscriber.residential_address                     |
      | residential-address-address-line-1      | subscriber.residential_address.address_line_1      |
      | residential-address-city                | subscriber.residential_address.city                |
      | residential-address-state               | subscriber.residential_address.state               |
      | residential-address-zip                 | subscriber.residential_address.zip                 |
      | social-security-number                  | subscriber.social_security_number                  |
      | subgroup-effective-date                 | subscriber.subgroup.effective_date                 |
      | subgroup-employment-classification-id   | subscriber.subgroup.employment_classification_id   |
    # generated: end

  @id:ideon-refusals-subscriber-wrong @clause:IDN-162 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new subscriber with <value> as <member> is refused
    Given a complete request to create a subscriber that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-subscriber
    Examples:
      | case                                       | member                                                | value              |
      | subscriber                                 | subscriber                                            | a text             |
      | administrative                             | subscriber.administrative                             | an unknown word    |
      | bargaining                                 | subscriber.bargaining                                 | an unknown word    |
      | birth-date                                 | subscriber.birth_date                                 | a number           |
      | citizenship-status                         | subscriber.citizenship_status                         | an unknown word    |
      | class                                      | subscriber.class                                      | a text             |
      | class-effective-date                       | subscriber.class.effective_date                       | a number           |
      | class-employment-classification-id         | subscriber.class.employment_classification_id         | a number           |
      | department                                 | subscriber.department                                 | a text             |
      | department-effective-date                  | subscriber.department.effective_date                  | a number           |
      | department-employment-classification-id    | subscriber.department.employment_classification_id    | a number           |
      | dependents                                 | subscriber.dependents                                 | a text             |
      | dependents-birth-date                      | subscriber.dependents.[0].birth_date                  | a number           |
      | dependents-external-identifier             | subscriber.dependents.[0].external_identifier         | a number           |
      | dependents-gender                          | subscriber.dependents.[0].gender                      | an unknown word    |
      | dependents-last-name                       | subscriber.dependents.[0].last_name                   | a number           |
      | dependents-subscriber-relationship         | subscriber.dependents.[0].subscriber_relationship     | an unknown word    |
      | division                                   | subscriber.division                                   | a text             |
      | division-effective-date                    | subscriber.division.effective_date                    | a number           |
      | division-employment-classification-id      | subscriber.division.employment_classification_id      | a number           |
      | emails                                     | subscriber.emails                                     | a text             |
      | emails-contact                             | subscriber.emails.[0].contact                         | a number           |
      | emails-type                                | subscriber.emails.[0].type                            | an unknown word    |
      | employment-details                         | subscriber.employment_details                         | a text             |
      | employment-details-annual-earnings         | subscriber.employment_details.annual_earnings         | a text             |
      | employment-details-compensation            | subscriber.employment_details.compensation            | an unknown word    |
      | employment-details-earnings-effective-date | subscriber.employment_details.earnings_effective_date | a number           |
      | employment-details-end-date                | subscriber.employment_details.end_date                | a number           |
      | employment-details-hours-per-week          | subscriber.employment_details.hours_per_week          | a text             |
      | employment-details-retirement-date         | subscriber.employment_details.retirement_date         | a number           |
      | employment-details-start-date              | subscriber.employment_details.start_date              | a number           |
      | employment-details-status                  | subscriber.employment_details.status                  | an unknown word    |
      | employment-details-title                   | subscriber.employment_details.title                   | a number           |
      | employment-details-wage-frequency          | subscriber.employment_details.wage_frequency          | an unknown word    |
      | executive                                  | subscriber.executive                                  | an unknown word    |
      | exempt                                     | subscriber.exempt                                     | an unknown word    |
      | external-identifier                        | subscriber.external_identifier                        | a number           |
      | first-name                                 | subscriber.first_name                                 | a number           |
      | gender                                     | subscriber.gender                                     | an unknown word    |
      | handicapped                                | subscriber.handicapped                                | a text             |
      | height                                     | subscriber.height                                     | a text             |
      | highly-compensated                         | subscriber.highly_compensated                         | a text             |
      | key-employee                               | subscriber.key_employee                               | a text             |
      | languages                                  | subscriber.languages                                  | a text             |
      | languages-language                         | subscriber.languages.[0].language                     | a number           |
      | languages-language-proficiency             | subscriber.languages.[0].language_proficiency         | an unknown word    |
      | last-name                                  | subscriber.last_name                                  | a number           |
      | location-id                                | subscriber.location_id                                | a number           |
      | mailing-address                            | subscriber.mailing_address                            | a text             |
      | mailing-address-country-code               | subscriber.mailing_address.country_code               | an unknown country |
      | management                                 | subscriber.management                                 | an unknown word    |
      | marital-status                             | subscriber.marital_status                             | an unknown word    |
      | medicare                                   | subscriber.medicare                                   | a text             |
      | medicare-coverages                         | subscriber.medicare.coverages                         | a text             |
      | medicare-coverages-end-date                | subscriber.medicare.coverages.[0].end_date            | a number           |
      | medicare-coverages-start-date              | subscriber.medicare.coverages.[0].start_date          | a number           |
      | medicare-coverages-type                    | subscriber.medicare.coverages.[0].type                | an unknown word    |
      | medicare-eligibility                       | subscriber.medicare.eligibility                       | an unknown word    |
      | medicare-eligibility-start-date            | subscriber.medicare.eligibility_start_date            | a number           |
      | medicare-enrolled                          | subscriber.medicare.enrolled                          | a text             |
      | medicare-medicare-beneficiary-identifier   | subscriber.medicare.medicare_beneficiary_identifier   | a number           |
      | middle-name                                | subscriber.middle_name                                | a number           |
      | name-prefix                                | subscriber.name_prefix                                | a number           |
      | name-suffix                                | subscriber.name_suffix                                | a number           |
      | owner                                      | subscriber.owner                                      | a text             |
      | phone-numbers                              | subscriber.phone_numbers                              | a text             |
      | phone-numbers-contact                      | subscriber.phone_numbers.[0].contact                  | a number           |
      | phone-numbers-type                         | subscriber.phone_numbers.[0].type                     | an unknown word    |
      | president                                  | subscriber.president                                  | an unknown word    |
      | race-ethnicity                             | subscriber.race_ethnicity                             | an unknown word    |
      | residential-address                        | subscriber.residential_address                        | a text             |
      | residential-address-address-line-1         | subscriber.residential_address.address_line_1         | a number           |
      | residential-address-address-line-2         | subscriber.residential_address.address_line_2         | a number           |
      | residential-address-city                   | subscriber.residential_address.city                   | a number           |
      | residential-address-country-code           | subscriber.residential_address.country_code           | an unknown country |
      | residential-address-fips-county-code       | subscriber.residential_address.fips_county_code       | a number           |
      | residential-address-state                  | subscriber.residential_address.state                  | a number           |
      | residential-address-zip                    | subscriber.residential_address.zip                    | a number           |
      | salary-grade                               | subscriber.salary_grade                               | a number           |
      | social-security-number                     | subscriber.social_security_number                     | a number           |
      | subgroup                                   | subscriber.subgroup                                   | a text             |
      | subgroup-effective-date                    | subscriber.subgroup.effective_date                    | a number           |
      | subgroup-employment-classification-id      | subscriber.subgroup.employment_classification_id      | a number           |
      | substance-abuse                            | subscriber.substance_abuse                            | a text             |
      | tobacco-use                                | subscriber.tobacco_use                                | a text             |
      | union                                      | subscriber.union                                      | an unknown word    |
      | weight                                     | subscriber.weight                                     | a text             |
      | work-location                              | subscriber.work_location                              | a number           |
    # generated: end

  @id:ideon-refusals-subscriber-update-missing @clause:IDN-176 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A subscriber's update without <member> is refused
    Given a complete request to update the subscriber that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-subscriber
    Examples:
      | case                                    | member                                             |
      | subscriber                              | subscriber                                         |
      | birth-date                              | subscriber.birth_date                              |
      | class-effective-date                    | subscriber.class.effective_date                    |
      | class-employment-classification-id      | subscriber.class.employment_classification_id      |
      | department-effective-date               | subscriber.department.effective_date               |
      | department-employment-classification-id | subscriber.department.employment_classification_id |
      | division-effective-date                 | subscriber.division.effective_date                 |
      | division-employment-classification-id   | subscriber.division.employment_classification_id   |
      | emails-contact                          | subscriber.emails.[0].contact                      |
      | emails-type                             | subscriber.emails.[0].type                         |
      | employment-details                      | subscriber.employment_details                      |
      | employment-details-start-date           | subscriber.employment_details.start_date           |
      | employment-details-status               | subscriber.employment_details.status               |
      | external-identifier                     | subscriber.external_identifier                     |
      | gender                                  | subscriber.gender                                  |
      | last-name                               | subscriber.last_name                               |
      | location-id                             | subscriber.location_id                             |
      | medicare-coverages                      | subscriber.medicare.coverages                      |
      | medicare-coverages-start-date           | subscriber.medicare.coverages.[0].start_date       |
      | medicare-coverages-type                 | subscriber.medicare.coverages.[0].type             |
      | phone-numbers-contact                   | subscriber.phone_numbers.[0].contact               |
      | phone-numbers-type                      | subscriber.phone_numbers.[0].type                  |
      | residential-address                     | subscriber.residential_address                     |
      | residential-address-address-line-1      | subscriber.residential_address.address_line_1      |
      | residential-address-city                | subscriber.residential_address.city                |
      | residential-address-state               | subscriber.residential_address.state               |
      | residential-address-zip                 | subscriber.residential_address.zip                 |
      | social-security-number                  | subscriber.social_security_number                  |
      | subgroup-effective-date                 | subscriber.subgroup.effective_date                 |
      | subgroup-employment-classification-id   | subscriber.subgroup.employment_classification_id   |
    # generated: end

  @id:ideon-refusals-subscriber-update-wrong @clause:IDN-176 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A subscriber's update with <value> as <member> is refused
    Given a complete request to update the subscriber that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-subscriber
    Examples:
      | case                                       | member                                                | value              |
      | subscriber                                 | subscriber                                            | a text             |
      | administrative                             | subscriber.administrative                             | an unknown word    |
      | bargaining                                 | subscriber.bargaining                                 | an unknown word    |
      | birth-date                                 | subscriber.birth_date                                 | a number           |
      | citizenship-status                         | subscriber.citizenship_status                         | an unknown word    |
      | class                                      | subscriber.class                                      | a text             |
      | class-effective-date                       | subscriber.class.effective_date                       | a number           |
      | class-employment-classification-id         | subscriber.class.employment_classification_id         | a number           |
      | department                                 | subscriber.department                                 | a text             |
      | department-effective-date                  | subscriber.department.effective_date                  | a number           |
      | department-employment-classification-id    | subscriber.department.employment_classification_id    | a number           |
      | division                                   | subscriber.division                                   | a text             |
      | division-effective-date                    | subscriber.division.effective_date                    | a number           |
      | division-employment-classification-id      | subscriber.division.employment_classification_id      | a number           |
      | emails                                     | subscriber.emails                                     | a text             |
      | emails-contact                             | subscriber.emails.[0].contact                         | a number           |
      | emails-type                                | subscriber.emails.[0].type                            | an unknown word    |
      | employment-details                         | subscriber.employment_details                         | a text             |
      | employment-details-annual-earnings         | subscriber.employment_details.annual_earnings         | a text             |
      | employment-details-compensation            | subscriber.employment_details.compensation            | an unknown word    |
      | employment-details-earnings-effective-date | subscriber.employment_details.earnings_effective_date | a number           |
      | employment-details-end-date                | subscriber.employment_details.end_date                | a number           |
      | employment-details-hours-per-week          | subscriber.employment_details.hours_per_week          | a text             |
      | employment-details-retirement-date         | subscriber.employment_details.retirement_date         | a number           |
      | employment-details-start-date              | subscriber.employment_details.start_date              | a number           |
      | employment-details-status                  | subscriber.employment_details.status                  | an unknown word    |
      | employment-details-title                   | subscriber.employment_details.title                   | a number           |
      | employment-details-wage-frequency          | subscriber.employment_details.wage_frequency          | an unknown word    |
      | executive                                  | subscriber.executive                                  | an unknown word    |
      | exempt                                     | subscriber.exempt                                     | an unknown word    |
      | external-identifier                        | subscriber.external_identifier                        | a number           |
      | first-name                                 | subscriber.first_name                                 | a number           |
      | gender                                     | subscriber.gender                                     | an unknown word    |
      | handicapped                                | subscriber.handicapped                                | a text             |
      | height                                     | subscriber.height                                     | a text             |
      | highly-compensated                         | subscriber.highly_compensated                         | a text             |
      | key-employee                               | subscriber.key_employee                               | a text             |
      | languages                                  | subscriber.languages                                  | a text             |
      | languages-language                         | subscriber.languages.[0].language                     | a number           |
      | languages-language-proficiency             | subscriber.languages.[0].language_proficiency         | an unknown word    |
      | last-name                                  | subscriber.last_name                                  | a number           |
      | location-id                                | subscriber.location_id                                | a number           |
      | mailing-address                            | subscriber.mailing_address                            | a text             |
      | mailing-address-country-code               | subscriber.mailing_address.country_code               | an unknown country |
      | management                                 | subscriber.management                                 | an unknown word    |
      | marital-status                             | subscriber.marital_status                             | an unknown word    |
      | medicare                                   | subscriber.medicare                                   | a text             |
      | medicare-coverages                         | subscriber.medicare.coverages                         | a text             |
      | medicare-coverages-end-date                | subscriber.medicare.coverages.[0].end_date            | a number           |
      | medicare-coverages-start-date              | subscriber.medicare.coverages.[0].start_date          | a number           |
      | medicare-coverages-type                    | subscriber.medicare.coverages.[0].type                | an unknown word    |
      | medicare-eligibility                       | subscriber.medicare.eligibility                       | an unknown word    |
      | medicare-eligibility-start-date            | subscriber.medicare.eligibility_start_date            | a number           |
      | medicare-enrolled                          | subscriber.medicare.enrolled                          | a text             |
      | medicare-medicare-beneficiary-identifier   | subscriber.medicare.medicare_beneficiary_identifier   | a number           |
      | middle-name                                | subscriber.middle_name                                | a number           |
      | name-prefix                                | subscriber.name_prefix                                | a number           |
      | name-suffix                                | subscriber.name_suffix                                | a number           |
      | owner                                      | subscriber.owner                                      | a text             |
      | phone-numbers                              | subscriber.phone_numbers                              | a text             |
      | phone-numbers-contact                      | subscriber.phone_numbers.[0].contact                  | a number           |
      | phone-numbers-type                         | subscriber.phone_numbers.[0].type                     | an unknown word    |
      | president                                  | subscriber.president                                  | an unknown word    |
      | race-ethnicity                             | subscriber.race_ethnicity                             | an unknown word    |
      | residential-address                        | subscriber.residential_address                        | a text             |
      | residential-address-address-line-1         | subscriber.residential_address.address_line_1         | a number           |
      | residential-address-address-line-2         | subscriber.residential_address.address_line_2         | a number           |
      | residential-address-city                   | subscriber.residential_address.city                   | a number           |
      | residential-address-country-code           | subscriber.residential_address.country_code           | a number           |
      | residential-address-fips-county-code       | subscriber.residential_address.fips_county_code       | a number           |
      | residential-address-state                  | subscriber.residential_address.state                  | a number           |
      | residential-address-zip                    | subscriber.residential_address.zip                    | a number           |
      | salary-grade                               | subscriber.salary_grade                               | a number           |
      | social-security-number                     | subscriber.social_security_number                     | a number           |
      | subgroup                                   | subscriber.subgroup                                   | a text             |
      | subgroup-effective-date                    | subscriber.subgroup.effective_date                    | a number           |
      | subgroup-employment-classification-id      | subscriber.subgroup.employment_classification_id      | a number           |
      | substance-abuse                            | subscriber.substance_abuse                            | a text             |
      | tobacco-use                                | subscriber.tobacco_use                                | a text             |
      | union                                      | subscriber.union                                      | an unknown word    |
      | weight                                     | subscriber.weight                                     | a text             |
      | work-location                              | subscriber.work_location                              | a number           |
    # generated: end
