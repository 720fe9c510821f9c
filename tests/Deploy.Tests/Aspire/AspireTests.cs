using System.Text.Json;
using Aspire.Hosting;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Aspire;

/// <summary>The manifests that Aspire writes for app hosts with the integration.</summary>
public sealed class AspireTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aspire-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Add_AllDefaults_IsTheDockerfilesImageWithItsPorts()
    {
        var service = await ManifestAsync(static builder => builder.AddTransformerService("translator"));

        service.GetProperty("type").GetString().ShouldBe("container.v0");
        service.GetProperty("image").GetString().ShouldBe("transformer-service:cpu");
        service.GetProperty("connectionString").GetString().ShouldBe("{translator.bindings.http.url}");
        service.GetProperty("env").GetProperty("Access__AllowAnonymous").GetString().ShouldBe("true");
        var bindings = service.GetProperty("bindings");
        foreach (var (name, port, transport) in new[] { ("http", 8080, "http"), ("grpc", 8081, "http2") })
        {
            bindings.GetProperty(name).GetProperty("targetPort").GetInt32().ShouldBe(port);
            bindings.GetProperty(name).GetProperty("transport").GetString().ShouldBe(transport);
        }

        Dockerfile.Settings("cpu", "EXPOSE").ShouldBe(["8080 8081"]);
        Dockerfile.Settings("cpu", "VOLUME").ShouldBe(["/data"]);
    }

    [Fact]
    public async Task With_ModelsDataAndOwnImage_AreMounted()
    {
        var service = await ManifestAsync(builder =>
            builder
                .AddTransformerService("translator", "registry.example/transformer-service", "1.2")
                .WithModels(_folder.FullName)
                .WithDataVolume("findings")
        );

        service.GetProperty("image").GetString().ShouldBe("registry.example/transformer-service:1.2");
        service.GetProperty("env").GetProperty("Models__Path").GetString().ShouldBe("/models");
        var models = service.GetProperty("bindMounts")[0];
        models.GetProperty("target").GetString().ShouldBe("/models");
        models.GetProperty("readOnly").GetBoolean().ShouldBeTrue();
        var data = service.GetProperty("volumes")[0];
        data.GetProperty("name").GetString().ShouldBe("findings");
        data.GetProperty("target").GetString().ShouldBe("/data");
    }

    [Fact]
    public async Task With_Keys_RefusesOthers()
    {
        var service = await ManifestAsync(static builder =>
        {
            var hash = builder.AddParameter("key-hash", secret: true);
            return builder.AddTransformerService("translator").WithKey("shop", hash).WithKey("operator", hash, isAdmin: true);
        });

        var settings = service.GetProperty("env");
        settings.TryGetProperty("Access__AllowAnonymous", out _).ShouldBeFalse();
        settings.GetProperty("Access__Keys__0__Name").GetString().ShouldBe("shop");
        settings.GetProperty("Access__Keys__0__Role").GetString().ShouldBe("caller");
        settings.GetProperty("Access__Keys__0__Hash").GetString().ShouldBe("{key-hash.value}");
        settings.GetProperty("Access__Keys__1__Role").GetString().ShouldBe("admin");
        settings.EnumerateObject().ShouldAllBe(setting => ConfigurationKeys.IsKnown(setting.Name));
    }

    [Fact]
    public async Task With_ShadowStore_HasItsConnectionString()
    {
        var service = await ManifestAsync(static builder =>
            builder.AddTransformerService("translator").WithShadowStore(builder.AddConnectionString("findings"))
        );

        service.GetProperty("env").GetProperty("Shadow__Store__PostgreSql").GetString().ShouldBe("{findings.connectionString}");
        service.GetProperty("env").EnumerateObject().ShouldAllBe(setting => ConfigurationKeys.IsKnown(setting.Name));
    }

    private async Task<JsonElement> ManifestAsync<TResource>(Func<IDistributedApplicationBuilder, TResource> add)
    {
        var path = Path.Combine(_folder.FullName, "manifest.json");
        var builder = DistributedApplication.CreateBuilder(["--publisher", "manifest", "--output-path", path]);
        add(builder);
        await using (var app = builder.Build())
        {
            await app.RunAsync(TestContext.Current.CancellationToken);
        }

        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        return manifest.RootElement.GetProperty("resources").GetProperty("translator").Clone();
    }
}
