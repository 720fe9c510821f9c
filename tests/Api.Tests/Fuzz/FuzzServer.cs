using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Fuzz;
using TransformerService.Api.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(FuzzServer))]

namespace TransformerService.Api.Tests.Fuzz;

/// <summary>A server of its own for mutated calls, with an admin's key.</summary>
public sealed class FuzzServer : ApiServer
{
    public const string AdminKey = "fuzz-admin-key-of-the-tests";

    public FuzzServer()
        : base(
            DefaultNames()
                .AddTeacher("intent", "roberta-tiny")
                .Add("ner", "bert-ner-tiny", "{}")
                .Add("generator", "mt5-bytefallback-tiny", "{}")
                .Add("embedder", "sentence-bert-tiny", "{}")
                .Add("ranker", "cross-encoder-tiny", "{}")
                .Add("nli", "bart-nli-tiny", "{}"),
            [.. AccessServer.Key(0, "ops", AccessRole.Admin, AdminKey), ("Access:AllowAnonymous", "true")]
        ) { }
}
