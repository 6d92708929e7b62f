using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Serverless.Ops.DataPlane.Aws;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>Reads secrets from SecureString parameters of Systems Manager. The settings of the client decide about retries.</summary>
public sealed class SsmParameterStore(IAmazonSimpleSystemsManagement systemsManager) : IParameterStore
{
    private const string Store = "Systems Manager";

    public async Task<SecretText> GetSecretAsync(string name, CancellationToken cancellationToken)
    {
        ParameterName.Check(name);
        try
        {
            GetParameterResponse answer = await systemsManager.GetParameterAsync(
                new GetParameterRequest { Name = name, WithDecryption = true },
                cancellationToken
            );
            return new SecretText(answer.Parameter.Value);
        }
        catch (Amazon.SimpleSystemsManagement.Model.ParameterNotFoundException e)
        {
            throw new ParameterNotFoundException(Store, name, e);
        }
        catch (AmazonServiceException e)
            when (e.StatusCode is System.Net.HttpStatusCode.Forbidden || e.ErrorCode is "AccessDeniedException" or "InvalidKeyId")
        {
            throw new ParameterDeniedException(
                Store,
                name,
                e.ErrorCode ?? "access denied",
                "allow this role ssm:GetParameter on the parameter and kms:Decrypt on its key.",
                e
            );
        }
        catch (Exception e) when (AwsCredentials.AreMissing(e))
        {
            throw new ParameterStoreUnavailableException(Store, name, e, AwsCredentials.WhatHappened(e), AwsCredentials.NextStep);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new ParameterStoreUnavailableException(Store, name, e);
        }
    }
}
