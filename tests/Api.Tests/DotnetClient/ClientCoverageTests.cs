using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client has every native call of the server, and every field of its bodies.</summary>
public sealed class ClientCoverageTests(ApiServer server)
{
    /// <summary>The console's calls, and the page for them.</summary>
    private static readonly string[] LeftOutMethods = ["WatchLive", "GetServer"];

    /// <summary>The method of the client for each path; none where the client leaves the call out.</summary>
    private static readonly Dictionary<string, string?> Calls = new(StringComparer.Ordinal)
    {
        ["post /v1/translate"] = nameof(ITransformerServiceClient.TranslateAsync),
        ["post /v1/classify"] = nameof(ITransformerServiceClient.ClassifyAsync),
        ["post /v1/embed"] = nameof(ITransformerServiceClient.EmbedAsync),
        ["post /v1/rerank"] = nameof(ITransformerServiceClient.RerankAsync),
        ["post /v1/tag"] = nameof(ITransformerServiceClient.TagAsync),
        ["post /v1/generate"] = nameof(ITransformerServiceClient.GenerateAsync),
        ["post /v1/score"] = nameof(ITransformerServiceClient.ScoreAsync),
        ["post /v1/explain"] = nameof(ITransformerServiceClient.ExplainAsync),
        ["post /v1/tokenize"] = nameof(ITransformerServiceClient.TokenizeAsync),
        ["post /v1/detokenize"] = nameof(ITransformerServiceClient.DetokenizeAsync),
        ["post /v1/detect"] = nameof(ITransformerServiceClient.DetectAsync),
        ["get /v1/models"] = nameof(ITransformerServiceClient.ListModelsAsync),
        ["get /v1/models/{name}"] = nameof(ITransformerServiceClient.GetModelAsync),
        ["post /v1/models/{name}/reload"] = nameof(ITransformerServiceClient.ReloadModelAsync),
        ["post /v1/models/{name}/promote"] = nameof(ITransformerServiceClient.PromoteVersionAsync),
        ["post /v1/models/{name}/rollback"] = nameof(ITransformerServiceClient.RollbackVersionAsync),
        ["post /v1/models/{name}/canary"] = nameof(ITransformerServiceClient.SetCanaryAsync),
        ["get /v1/models/{name}/changes"] = nameof(ITransformerServiceClient.CompareVersionsAsync),
        ["get /v1/models/{name}/glossary"] = nameof(ITransformerServiceClient.GetGlossaryAsync),
        ["post /v1/models/{name}/glossary"] = nameof(ITransformerServiceClient.SetGlossaryAsync),
        ["get /v1/models/{name}/shadow"] = nameof(ITransformerServiceClient.GetShadowReportAsync),
        ["post /v1/models/{name}/shadow"] = nameof(ITransformerServiceClient.SetShadowAsync),
        ["get /v1/models/{name}/shadow/disagreements"] = nameof(ITransformerServiceClient.ListDisagreementsAsync),
        ["get /v1/models/{name}/shadow/export"] = nameof(ITransformerServiceClient.ExportShadowAsync),
        ["get /v1/decisions"] = nameof(ITransformerServiceClient.ListDecisionsAsync),
        ["get /v1/usage"] = nameof(ITransformerServiceClient.GetUsageAsync),
        ["get /health/live"] = nameof(ITransformerServiceClient.GetLivenessAsync),
        ["get /health/ready"] = nameof(ITransformerServiceClient.GetReadinessAsync),
        ["get /v1/live"] = null,
        ["get /v1/server"] = null,
    };

    /// <summary>Types that have another name in the client than the server's without "Body".</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["ModelsBody"] = "ModelList",
        ["ModelBody"] = "ModelInfo",
        ["VariantBody"] = "VariantInfo",
        ["VersionBody"] = "VersionInfo",
        ["PromoteBody"] = "PromoteRequest",
        ["RollbackBody"] = "RollbackRequest",
        ["CanaryBody"] = "CanaryRequest",
        ["UsageBody"] = "UsageReport",
        ["DecisionsBody"] = "DecisionList",
        ["DecisionBody"] = "CanaryDecision",
        ["HealthBody"] = "ServerHealth",
        ["PieceBody"] = "TokenPiece",
        ["PieceTextBody"] = "TokenizedText",
        ["ScoredPieceBody"] = "ScoredToken",
        ["EntityBody"] = "TaggedEntity",
        ["TimingBody"] = "RequestTiming",
        ["ShadowBody"] = "ShadowReport",
        ["ShadowVariantBody"] = "ShadowSide",
        ["ShadowVariantState"] = "ShadowSideState",
        ["MeanBody"] = "MeanEstimate",
        ["RateBody"] = "RateEstimate",
        ["ConfusionBody"] = "LabelConfusion",
        ["TextOrTexts"] = "IReadOnlyList<String>",
        ["IdsOrLists"] = "IReadOnlyList<IReadOnlyList<Int32>>",
    };

    /// <summary>The bodies of the calls that the client leaves out, and that of errors, which is an exception.</summary>
    private static readonly string[] LeftOutBodies = ["Live", "Server", "Setting", "Alert", "StartLog", "Problem"];

    [Fact]
    public async Task RestPaths_OfTheDescription_AreMethodsOfTheClient()
    {
        var description = (await server.GetAsync("/swagger/v1/swagger.json")).Json;
        var paths =
            from path in description.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name} {path.Name}";

        paths.ShouldBe(Calls.Keys, ignoreOrder: true);
        foreach (var method in Calls.Values.OfType<string>())
        {
            typeof(ITransformerServiceClient).GetMethod(method).ShouldNotBeNull(method);
        }
    }

    [Fact]
    public void GrpcMethods_OfTheService_AreMethodsOfTheClient()
    {
        var health = new[] { "GetLivenessAsync", "GetReadinessAsync" };
        TransformerService
            .V1.Transformer.Descriptor.Methods.Select(method => method.Name)
            .Except(LeftOutMethods)
            .Select(name => name + "Async")
            .ShouldBe(typeof(ITransformerServiceClient).GetMethods().Select(method => method.Name).Except(health), ignoreOrder: true);
    }

    [Fact]
    public void Bodies_OfTheServer_HaveTheirFieldsInTheClient()
    {
        var bodies = typeof(Program)
            .Assembly.GetTypes()
            .Where(type =>
                type is { Namespace: "TransformerService.Api.Contracts", IsPublic: true }
                && type.Name.EndsWith("Body", StringComparison.Ordinal)
            )
            .Where(type => !LeftOutBodies.Any(name => type.Name.StartsWith(name, StringComparison.Ordinal)))
            .ToArray();

        bodies.Length.ShouldBeGreaterThan(50);
        foreach (var body in bodies)
        {
            Fields(Find(Name(body))).ShouldBe(Fields(body), ignoreOrder: true, body.Name);
        }
    }

    [Fact]
    public void Choices_OfTheServer_AreTheClients()
    {
        var choices = typeof(Program)
            .Assembly.GetTypes()
            .Where(type => type is { Namespace: "TransformerService.Api.Contracts", IsPublic: true })
            .Where(type => !LeftOutBodies.Any(name => type.Name.StartsWith(name, StringComparison.Ordinal)))
            .SelectMany(type => type.GetProperties())
            .SelectMany(property => new[] { property.PropertyType }.Concat(property.PropertyType.GenericTypeArguments))
            .Select(type => Nullable.GetUnderlyingType(type) ?? type)
            .Where(type => type.IsEnum)
            .Distinct()
            .ToArray();

        choices.Length.ShouldBeGreaterThan(15);
        foreach (var choice in choices)
        {
            Enum.GetNames(Find(Name(choice))).ShouldBe(Enum.GetNames(choice), ignoreOrder: true, choice.Name);
        }
    }

    private static Type Find(string name) =>
        typeof(ITransformerServiceClient).Assembly.GetType("TransformerService.Client." + name)
        ?? throw new InvalidOperationException($"The client has no {name}.");

    /// <summary>The fields of a record with their types, by the client's names; whether one may be null is seen only of values.</summary>
    private static IEnumerable<string> Fields(Type record) =>
        record.GetProperties().Select(property => $"{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}: {Name(Required(property))}");

    /// <summary>A required value of a body may be null in the server, which answers that it is missing.</summary>
    private static Type Required(PropertyInfo property) =>
        property.GetCustomAttribute<RequiredAttribute>() is not null && Nullable.GetUnderlyingType(property.PropertyType) is { } value
            ? value
            : property.PropertyType;

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        if (type.IsGenericType)
        {
            return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(",", type.GenericTypeArguments.Select(Name))}>";
        }

        return Renamed.TryGetValue(type.Name, out var renamed) ? renamed
            : type.Name.EndsWith("Body", StringComparison.Ordinal) ? type.Name[..^"Body".Length]
            : type.Name;
    }
}
