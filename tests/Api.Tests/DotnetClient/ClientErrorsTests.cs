using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using TransformerService.Api.Errors;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Client;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>Failed calls of the client: the same exception over both transports.</summary>
public sealed class ClientErrorsTests(ApiServer server)
{
    private static readonly TranslateRequest Translate = new() { Text = ["Two dogs."], Model = "en-fr" };

    public static TheoryData<TransformerServiceTransport> Transports => [.. Enum.GetValues<TransformerServiceTransport>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Titles_OfAllErrors_AreTheServers()
    {
        foreach (var error in Enum.GetValues<InferenceError>())
        {
            var kind = ErrorTable.For(error);
            new TransformerServiceException(kind.Code, "x").Title.ShouldBe(kind.Title);
            typeof(TransformerServiceErrors).GetFields().Select(field => field.GetValue(null)).ShouldContain(kind.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_OfBadInput_ThrowTheServersError(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);

        var unknown = await FailAsync(() => client.Calls.TranslateAsync(Translate with { Model = "none" }, Token));
        unknown.Code.ShouldBe(TransformerServiceErrors.ModelNotFound);
        unknown.Title.ShouldBe("There is no such model.");
        unknown.Detail.ShouldContain("GET /v1/models");
        unknown.TraceId.ShouldNotBeNull().Length.ShouldBe(32);
        unknown.RetryAfter.ShouldBeNull();
        (await FailAsync(() => client.Calls.GetModelAsync("none", Token))).Code.ShouldBe(TransformerServiceErrors.ModelNotFound);
        (await FailAsync(() => client.Calls.GetModelAsync("a/../b c?d", Token))).Code.ShouldBe(TransformerServiceErrors.ModelNotFound);

        var wrong = Translate with { Options = new TranslateOptions { BeamSize = 99 } };
        (await FailAsync(() => client.Calls.TranslateAsync(wrong, Token))).Code.ShouldBe(TransformerServiceErrors.InvalidInput);
        var none = Translate with { Text = [] };
        (await FailAsync(() => client.Calls.TranslateAsync(none, Token))).Code.ShouldBe(TransformerServiceErrors.InvalidInput);
        var large = Translate with { Text = [new string('a', 600_000)] };
        (await FailAsync(() => client.Calls.TranslateAsync(large, Token))).Code.ShouldBe(TransformerServiceErrors.InputTooLarge);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_InATrace_CarryIt(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);
        using var trace = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        var failure = await FailAsync(() => client.Calls.TranslateAsync(Translate with { Model = "none" }, Token));

        failure.TraceId.ShouldBe(trace.TraceId.ToString());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_WithKeys_AreAllowedByThem(TransformerServiceTransport transport)
    {
        await using var keyed = await AccessServer.StartAsync();
        await using var bad = new TestClient(keyed, transport, options => options.ApiKey = "tsk_not-a-key");
        await using var caller = new TestClient(keyed, transport, options => options.ApiKey = AccessServer.CallerKey);

        (await FailAsync(() => bad.Calls.TranslateAsync(Translate, Token))).Code.ShouldBe(TransformerServiceErrors.Unauthenticated);
        (await caller.Calls.TranslateAsync(Translate, Token)).Translations.Count.ShouldBe(1);
        (await FailAsync(() => caller.Calls.ReloadModelAsync("en-fr", Token))).Code.ShouldBe(TransformerServiceErrors.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_BeyondTheRate_SayWhenToComeAgain(TransformerServiceTransport transport)
    {
        await using var keyed = await AccessServer.StartAsync();
        await using var limited = new TestClient(
            keyed,
            transport,
            options => (options.ApiKey, options.MaxRetries) = (AccessServer.LimitedKey, 0)
        );

        await limited.Calls.TranslateAsync(Translate, Token);
        var failure = await FailAsync(() => limited.Calls.TranslateAsync(Translate, Token));

        failure.Code.ShouldBe(TransformerServiceErrors.Overloaded);
        failure.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_WithoutAServer_AreUnreachable(TransformerServiceTransport transport)
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        await using var client = new TestClient(
            nobody,
            nobody,
            transport,
            options => (options.MaxRetries, options.RetryDelay) = (2, TimeSpan.FromMilliseconds(1))
        );

        var failure = await FailAsync(() => client.Calls.TranslateAsync(Translate, Token));

        failure.Code.ShouldBe(TransformerServiceErrors.Unreachable);
        failure.Detail.ShouldContain(nobody.Authority);
        failure.TraceId.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_Cancelled_ThrowThatTheyWere(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);

        await Should.ThrowAsync<OperationCanceledException>(() => client.Calls.TranslateAsync(Translate, new CancellationToken(true)));
    }

    [Fact]
    public async Task Rest_AtAnotherKindOfServer_SaysThatItCannotReadIt()
    {
        // The console's page is not an answer of the API.
        await using var client = new TestClient(new Uri(server.Address, "console/"), server.GrpcAddress, TransformerServiceTransport.Rest);

        (await FailAsync(() => client.Calls.TranslateAsync(Translate, Token))).Code.ShouldBeOneOf(
            TransformerServiceErrors.NotFound,
            TransformerServiceErrors.MethodNotAllowed,
            TransformerServiceErrors.InvalidAnswer
        );
    }

    [Fact]
    public async Task Options_Wrong_AllFaultsAreReported()
    {
        await using var services = new ServiceCollection()
            .AddTransformerServiceClient(options =>
            {
                options.Address = new Uri("ftp://example.com");
                options.ApiKey = "a\nb";
                options.AttemptTimeout = options.Timeout;
                options.MaxRetries = 11;
                options.RetryDelay = TimeSpan.FromHours(1);
                options.MaxStreamInFlight = 0;
            })
            .BuildServiceProvider();

        var failure = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ITransformerServiceClient>());

        foreach (var option in new[] { "Address", "ApiKey", "AttemptTimeout", "MaxRetries", "RetryDelay", "MaxStreamInFlight" })
        {
            failure.Failures.ShouldContain(fault => fault.StartsWith(option, StringComparison.Ordinal));
        }
    }

    private static Task<TransformerServiceException> FailAsync(Func<Task> call) => Should.ThrowAsync<TransformerServiceException>(call);
}
