using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Net.Http.Headers;
using TransformerService.Api.Errors;
using TransformerService.Api.Ports;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>Answers calls that are not allowed, by the one error table, and records admin calls and wrong keys.</summary>
internal sealed class AccessRefusals(KeyRing keys, AdminPort adminPort, ILogger<AccessRefusals> logger)
    : IAuthorizationMiddlewareResultHandler
{
    private const string Realm = "TransformerService";

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
        {
            if (policy.IsAdmin())
            {
                Log.AdminCall(logger, context.GetEndpoint()?.DisplayName, context.User.Identity?.Name);
            }

            return next(context);
        }

        var isWrong = context.Features.Get<WrongKey>() is not null;
        if (isWrong)
        {
            Log.WrongKeySent(logger, context.Connection.RemoteIpAddress);
        }

        var failure = Explain(context, policy.IsAdmin(), isWrong);
        if (failure.Error == InferenceError.Unauthenticated)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] =
                $"{SentKey.Bearer} realm=\"{Realm}\"" + (isWrong ? ", error=\"invalid_token\"" : "");
        }

        return Refusal.WriteAsync(context, failure);
    }

    private Failure Explain(HttpContext context, bool isAdminCall, bool isWrong) =>
        (isAdminCall, isWrong) switch
        {
            (true, _) when !adminPort.Admits(context) => new(
                InferenceError.Forbidden,
                "This port does not answer admin calls; they go to Kestrel:Endpoints:Admin, and over gRPC to Kestrel:Endpoints:AdminGrpc."
            ),
            (true, _) when !keys.HasAdmin => new(
                InferenceError.Forbidden,
                "Admin calls are off; put a key with the role admin into Access:Keys to switch them on ('keys new --role admin' makes one)."
            ),
            (_, true) => new(InferenceError.Unauthenticated, $"The key that was sent is wrong; {SentKey.How}."),
            (true, _) when context.Features.Get<AccessKey>() is not null => new(
                InferenceError.Forbidden,
                "This call needs a key with the role admin; the one that was sent has the role caller."
            ),
            (true, _) => new(InferenceError.Unauthenticated, $"This call needs a key with the role admin; {SentKey.How}."),
            _ => new(InferenceError.Unauthenticated, $"This call needs a key; {SentKey.How}."),
        };
}
