package dev.pawl.workflow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs a method in one transaction, in the persistence context of the claim that is its first argument. That context
 * spans the transactions of the claim; see {@link ExtendedPersistenceContexts}. A method without a claim as argument
 * opens a new context.
 */
@Transactional
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ClaimTransactional {}
