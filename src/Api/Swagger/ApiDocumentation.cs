using System.Reflection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Swagger;

/// <summary>The API's description at <c>/swagger</c>.</summary>
internal static class ApiDocumentation
{
    private const string Document = "v1";

    public static IServiceCollection AddApiDocumentation(this IServiceCollection services)
    {
        services
            .AddEndpointsApiExplorer()
            .AddSingleton(static provider => new DocumentCache([Document, .. Offered(provider).Select(static document => document.Name)]))
            .AddSwaggerGen(Configure);
        services.AddOptions<SwaggerGenOptions>().Configure<IServiceProvider>(static (options, provider) => Add(options, Offered(provider)));
        var native = services.Last(static service => service.ServiceType == typeof(ISerializerDataContractResolver));
        services.AddSingleton<ISerializerDataContractResolver>(provider => new ForeignContracts(
            (ISerializerDataContractResolver)native.ImplementationFactory!(provider),
            provider.GetServices<ForeignDocument>()
        ));
        return services;
    }

    public static void UseApiDocumentation(this WebApplication app)
    {
        // A branch: each of these looks at the path of every call that passes through it.
        app.UseWhen(
            static context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase),
            branch =>
            {
                branch.Use(app.Services.GetRequiredService<DocumentCache>().HandleAsync);
                branch.UseSwagger();
                branch.UseSwaggerUI(ui =>
                {
                    ui.DocumentTitle = "TransformerService";
                    ui.SwaggerEndpoint($"{Document}/swagger.json", "TransformerService " + Document);
                    foreach (var document in Offered(app.Services))
                    {
                        ui.SwaggerEndpoint($"{document.Name}/swagger.json", document.Title);
                    }

                    ui.DisplayRequestDuration();
                    ui.DefaultModelsExpandDepth(0);
                    ui.EnableDeepLinking();
                });
            }
        );
    }

    /// <summary>The APIs of other servers that are switched on.</summary>
    private static IEnumerable<ForeignDocument> Offered(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<CompatibilityOptions>>().Value;
        return services.GetServices<ForeignDocument>().Where(document => document.Switch(options).Enabled);
    }

    private static void Add(SwaggerGenOptions options, IEnumerable<ForeignDocument> documents)
    {
        foreach (var document in documents)
        {
            options.SwaggerDoc(
                document.Name,
                new OpenApiInfo
                {
                    Title = document.Title,
                    Version = Document,
                    Description =
                        $"The calls of {document.Title} that this server answers. docs/compatibility/{document.Name}.md says which fields "
                        + "are read, refused and ignored, and how failures look.",
                }
            );
            foreach (var (type, schema) in document.Schemas)
            {
                options.MapType(type, schema);
            }
        }
    }

    private static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc(
            Document,
            new OpenApiInfo
            {
                Title = "TransformerService",
                Version = Document,
                Description =
                    "Translation, generation, classification, tagging, embedding and ranking of texts with transformer models. "
                    + "Errors are application/problem+json (RFC 9457) with a code for programs and a detail that says what to change.",
            }
        );
        options.AddSecurityDefinition(
            ApiKeyHandler.SchemeName,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = SentKey.Header,
                Description = $"Required if the server has keys. Authorization: {SentKey.Bearer} works too.",
            }
        );
        options.AddSecurityRequirement(static document => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(ApiKeyHandler.SchemeName, document)] = [],
        });
        options.DocInclusionPredicate(
            static (document, call) =>
                document == Document
                    ? !call.ActionDescriptor.EndpointMetadata.OfType<ErrorForm>().Any()
                    : call.ActionDescriptor.EndpointMetadata.OfType<ForeignCall>().Any(foreign => foreign.Document.Name == document)
        );
        options.OrderActionsBy(static call => Order(call.RelativePath ?? ""));
        options.SupportNonNullableReferenceTypes();
        options.UseInlineDefinitionsForEnums();
        options.UseAllOfToExtendReferenceSchemas();
        options.IncludeXmlComments(Assembly.GetExecutingAssembly());
        ChoiceSchemas.Add(options);
        options.MapType<TextOrTexts>(TextOrTextsSchema);
        options.MapType<EarlyStopping>(EarlyStoppingSchema);
        options.MapType<IdsOrLists>(IdsOrListsSchema);
        options.SchemaFilter<OpenAnswersFilter>();
        options.OperationFilter<BodyDescriptionFilter>();
        options.OperationFilter<ProblemExamplesFilter>();
        options.OperationFilter<ForeignCallFilter>();
    }

    // In the order of a reader's interest: the inference calls, the models, then what orchestrators request.
    private static string Order(string path) =>
        path switch
        {
            "v1/translate" => "0",
            "v1/classify" => "1",
            "v1/embed" => "1e",
            "v1/rerank" => "1r",
            "v1/tag" => "1t",
            "v1/score" => "1.1",
            "v1/explain" => "1.15",
            "v1/tokenize" => "1.2",
            "v1/detokenize" => "1.3",
            "v1/detect" => "1.4",
            _ => path.StartsWith("v1/", StringComparison.Ordinal) ? "2" + path : "3" + path,
        };

    private static OpenApiSchema TextOrTextsSchema() =>
        new()
        {
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String, Description = "One text." },
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    MinItems = 1,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "Several texts.",
                },
            ],
        };

    private static OpenApiSchema IdsOrListsSchema()
    {
        return new OpenApiSchema { OneOf = [Ids("The ids of one text."), Lists()] };

        static OpenApiSchema Ids(string description) =>
            new()
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                Description = description,
            };

        static OpenApiSchema Lists() =>
            new()
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                Items = Ids("The ids of a text."),
                Description = "The ids of several texts.",
            };
    }

    private static OpenApiSchema EarlyStoppingSchema() =>
        new()
        {
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.Boolean },
                new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["never"] },
            ],
        };
}
