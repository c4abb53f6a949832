@ideon
Feature: Methods that a path does not have
  A call to a path that the API has is refused if the path has no operation for its method.

  @id:ideon-refusals-method @clause:IDN-16 @clause:IDN-22 @error-handling @vendor
  Scenario Outline: A request to <what> with a method that is not there is refused
    Given a request to <what> that Ideon accepts
    When the same request is made with a method that is not there
    Then the call is refused with 405
    And the refusal is one error

    # generated: begin 405
    Examples: fetch a token
      | case           | what          |
      | create-a-token | fetch a token |

    Examples: create a group
      | case           | what           |
      | create-a-group | create a group |

    Examples: read the group
      | case             | what           |
      | retrieve-a-group | read the group |

    Examples: create a location
      | case              | what              |
      | create-a-location | create a location |

    Examples: create a group installment
      | case                       | what                       |
      | create-a-group-installment | create a group installment |

    Examples: update the group installment
      | case                       | what                         |
      | update-a-group-installment | update the group installment |

    Examples: create a coverage period
      | case                     | what                     |
      | create-a-coverage-period | create a coverage period |

    Examples: download the 834 file of the coverage period
      | case          | what                                         |
      | create-an-834 | download the 834 file of the coverage period |

    Examples: download the CSV file of the coverage period
      | case         | what                                         |
      | create-a-csv | download the CSV file of the coverage period |

    Examples: read the coverage period
      | case                       | what                     |
      | retrieve-a-coverage-period | read the coverage period |

    Examples: complete the setup of the coverage period
      | case                                | what                                      |
      | mark-coverage-period-setup-complete | complete the setup of the coverage period |

    Examples: create a contribution
      | case                  | what                  |
      | create-a-contribution | create a contribution |

    Examples: read the contribution
      | case                    | what                  |
      | retrieve-a-contribution | read the contribution |

    Examples: create a plan availability request
      | case                               | what                               |
      | create-a-plan-availability-request | create a plan availability request |

    Examples: read the plan availability request
      | case                                 | what                               |
      | retrieve-a-plan-availability-request | read the plan availability request |

    Examples: list the available plans
      | case                 | what                     |
      | list-available-plans | list the available plans |

    Examples: create a plan
      | case          | what          |
      | create-a-plan | create a plan |

    Examples: update the plan
      | case          | what            |
      | update-a-plan | update the plan |

    Examples: create an employment classification
      | case                                | what                                |
      | create-an-employment-classification | create an employment classification |

    Examples: update the employment classification
      | case                                | what                                 |
      | update-an-employment-classification | update the employment classification |

    Examples: create a subscriber
      | case                | what                |
      | create-a-subscriber | create a subscriber |

    Examples: read the subscriber
      | case                  | what                |
      | retrieve-a-subscriber | read the subscriber |

    Examples: create a dependent
      | case               | what               |
      | create-a-dependent | create a dependent |

    Examples: update the dependent
      | case               | what                 |
      | update-a-dependent | update the dependent |

    Examples: create a qualifying life event
      | case         | what                           |
      | create-a-qle | create a qualifying life event |

    Examples: update the qualifying life event
      | case         | what                             |
      | update-a-qle | update the qualifying life event |

    Examples: list the enrollment problems
      | case                     | what                         |
      | list-enrollment-problems | list the enrollment problems |

    Examples: comment on the enrollment problem
      | case                             | what                              |
      | comment-on-an-enrollment-problem | comment on the enrollment problem |

    Examples: resolve the enrollment problem
      | case                          | what                           |
      | resolve-an-enrollment-problem | resolve the enrollment problem |

    Examples: list the supporting documents
      | case                      | what                          |
      | list-supporting-documents | list the supporting documents |

    Examples: attach the signed supporting document
      | case                              | what                                  |
      | attach-signed-supporting-document | attach the signed supporting document |

    Examples: read the census request
      | case                      | what                    |
      | retrieve-a-census-request | read the census request |

    Examples: list the subscribers of the census request
      | case                            | what                                       |
      | list-census-request-subscribers | list the subscribers of the census request |

    Examples: list the coverage transmissions
      | case                        | what                            |
      | list-coverage-transmissions | list the coverage transmissions |

    Examples: list the coverage transmissions of the member
      | case                               | what                                          |
      | list-member-coverage-transmissions | list the coverage transmissions of the member |

    Examples: list the file deliveries
      | case                 | what                     |
      | list-file-deliveries | list the file deliveries |

    Examples: list the coverage transmissions of the file delivery
      | case                             | what                                                 |
      | list-file-coverage-transmissions | list the coverage transmissions of the file delivery |

    Examples: subscribe to the group
      | case                       | what                   |
      | subscribe-to-group-updates | subscribe to the group |
    # generated: end
