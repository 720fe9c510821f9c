using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Swagger;
using TransformerService.Inference.Usage;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Usage;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/usage</c>: what keys have used in a month.</summary>
internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet("/v1/usage", GetAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .WithTags("Server")
            .WithSummary("Returns what keys have used in a month: requests, characters, tokens and units of work")
            .WithDescription(
                "The caller's own key; with an admin's key all keys. Counts of all processes that share the database, those of others as late as Usage:FlushInterval."
            )
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.Overloaded,
                InferenceError.Internal
            );

    /// <summary>Returns what the caller of a call may see of a month's usage.</summary>
    /// <param name="usage">The usage.</param>
    /// <param name="context">The call.</param>
    /// <param name="month">The month, as 2026-11; <see langword="null"/> for the current one.</param>
    /// <param name="name">The name of a key; <see langword="null"/> for all keys that the caller may see.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InferenceException">The month is not one, or the key is not the caller's.</exception>
    public static Task<UsageReport> ReportAsync(
        this UsageService usage,
        HttpContext context,
        string? month,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var asked = usage.Month;
        if (!string.IsNullOrEmpty(month) && !UsageMonth.TryParse(month, out asked))
        {
            throw InferenceException.Invalid("'month' must be a year and a month such as 2026-11, from 2000-01 on.");
        }

        if (name?.Any(char.IsControl) == true)
        {
            throw InferenceException.Invalid("'name' must be the name of a key, without control characters.");
        }

        var (own, wanted) = (Callers.UsageKey(context), string.IsNullOrEmpty(name) ? null : name);
        if (!context.User.IsAdmin() && (wanted ??= own) != own)
        {
            throw new InferenceException(
                InferenceError.Forbidden,
                "A caller sees the usage of its own key only; leave 'name' out, or send a key with the role admin."
            );
        }

        return usage.ReportAsync(asked, wanted, cancellationToken);
    }

    private static async Task<Ok<UsageBody>> GetAsync(
        [Description("The month, e.g. 2026-11, in UTC. Default: the current one.")] string? month,
        [Description("The name of a key. Default: the caller's own; all keys for an admin.")] string? name,
        HttpContext context,
        UsageService usage,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(UsageWire.ToBody(await usage.ReportAsync(context, month, name, cancellationToken)));
}
